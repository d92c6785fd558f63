// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.util.function.Consumer;

/** Notices whether an API server knows who calls: an answer 401 says that it does not, any other that it does. */
final class CallerCheck implements KubeApi {

    private static final int UNAUTHORIZED = 401;

    private final KubeApi api;
    private final Consumer<Boolean> listener;
    private boolean told;
    private boolean known;

    /**
     * @param api is closed with this
     * @param listener is told when it is another than before
     */
    CallerCheck(KubeApi api, Consumer<Boolean> listener) {
        this.api = api;
        this.listener = listener;
    }

    /** Somebody else calls from now on. */
    synchronized void forget() {
        told = false;
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        try {
            ObjectNode answer = api.call(call);
            tell(true);
            return answer;
        } catch (ApiException e) {
            throw noticed(e);
        }
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        try {
            WatchStream stream = api.watch(path);
            tell(true);
            return stream;
        } catch (ApiException e) {
            throw noticed(e);
        }
    }

    private ApiException noticed(ApiException e) {
        if (e.failure() instanceof Failure.Refused refused) {
            tell(refused.code() != UNAUTHORIZED);
        }
        return e;
    }

    private void tell(boolean now) {
        synchronized (this) {
            if (told && known == now) {
                return;
            }
            told = true;
            known = now;
        }
        listener.accept(now);
    }

    @Override
    public void close() {
        api.close();
    }
}
