// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.time.Duration;
import okhttp3.OkHttpClient;

/**
 * okhttp, for programs that start often (meshctl). By itself it sends a POST again when the connection breaks before the answer, follows
 * redirects, and ends a watch after 10 s of silence; all are off here. It spends a thread on each watch, and a watch whose server has died
 * silently keeps that thread after it was closed: operators use {@link JdkClients}.
 */
public final class OkHttpClients extends OkHttpClientFactory {

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .readTimeout(Duration.ZERO);
    }
}
