// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.time.Duration;

/** An API server whose every answer is a proof of its life. Closing it leaves the one behind it open. */
final class WitnessedApi implements KubeApi {

    private final KubeApi api;
    private final Pulse pulse;

    WitnessedApi(KubeApi api, Pulse pulse) {
        this.api = api;
        this.pulse = pulse;
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        try {
            ObjectNode answer = api.call(call);
            pulse.answered();
            return answer;
        } catch (ApiException e) {
            throw witnessed(e);
        }
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        try {
            WatchStream stream = api.watch(path);
            pulse.answered();
            return new WitnessedStream(stream);
        } catch (ApiException e) {
            throw witnessed(e);
        }
    }

    @Override
    public void close() {
        // not ours
    }

    private ApiException witnessed(ApiException e) {
        switch (e.failure()) {
            case Failure.Refused refused -> pulse.answered();
            case Failure.NoAnswer none -> pulse.failed(none);
        }
        return e;
    }

    private final class WitnessedStream implements WatchStream {

        private final WatchStream stream;
        /** By us: its end then proves nothing. */
        private volatile boolean closed;

        WitnessedStream(WatchStream stream) {
            this.stream = stream;
        }

        @Override
        public Next next(Duration atMost) throws ApiException, InterruptedException {
            try {
                Next next = stream.next(atMost);
                if (!closed && !(next instanceof Next.Silence)) {
                    pulse.answered();
                }
                return next;
            } catch (ApiException e) {
                throw witnessed(e);
            }
        }

        @Override
        public void close() {
            closed = true;
            stream.close();
        }
    }
}
