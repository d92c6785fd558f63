// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.time.Duration;

/**
 * Waits as long as a server asks for when it has too much to do (429), which it also says of a kind whose definition is a moment old. Such
 * a call was not made, so that making it again is safe whatever it is. Other refusals, and that, after {@value #ATTEMPTS} attempts, pass.
 */
final class PatientApi implements KubeApi {

    private static final int ATTEMPTS = 8;
    private static final int TOO_MANY = 429;
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final KubeApi api;
    private final Pause pause;

    /** How time passes. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    PatientApi(KubeApi api, Pause pause) {
        this.api = api;
        this.pause = pause;
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return api.call(call);
            } catch (ApiException e) {
                if (attempt == ATTEMPTS
                        || !(e.failure() instanceof Failure.Refused refused)
                        || refused.code() != TOO_MANY) {
                    throw e;
                }
                Duration asked = refused.retryAfter().orElse(USUAL);
                pause.of(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
            }
        }
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        return api.watch(path);
    }

    @Override
    public void close() {
        api.close();
    }
}
