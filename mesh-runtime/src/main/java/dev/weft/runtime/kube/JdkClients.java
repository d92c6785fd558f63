// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.util.concurrent.Executors;

/**
 * The HTTP client of the JDK, for programs that watch much (operators): one platform thread for each server, however many watches; what
 * comes in is passed on by virtual threads. After closing that thread ends with the next garbage collection.
 */
public final class JdkClients extends JdkHttpClientFactory {

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return HttpClient.newBuilder()
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("kube-http-", 0).factory()))
                .followRedirects(HttpClient.Redirect.NEVER);
    }
}
