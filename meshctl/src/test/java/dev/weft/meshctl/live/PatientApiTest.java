// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commands against a server that has too much to do. */
final class PatientApiTest {

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void waitsAsLongAsTheServerAsksForAndNeverForMinutes() throws Exception {
        Busy busy = new Busy(429, 3, List.of(Duration.ofSeconds(2), Duration.ofMinutes(5)));

        assertThat(new PatientApi(busy, pauses::add).call(ApiCall.get("/api"))).isEmpty();

        assertThat(busy.calls).isEqualTo(4);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @Test
    void givesUpWithWhatTheServerSays() {
        Busy busy = new Busy(429, Integer.MAX_VALUE, List.of());

        assertThatThrownBy(() -> new PatientApi(busy, pauses::add).call(ApiCall.get("/api")))
                .isInstanceOf(ApiException.class)
                .hasMessage("refusal 8");
    }

    @Test
    void noOtherRefusalIsRepeated() {
        Busy busy = new Busy(503, 1, List.of());

        assertThatThrownBy(() -> new PatientApi(busy, pauses::add).call(ApiCall.get("/api")))
                .isInstanceOf(ApiException.class);
        assertThat(busy.calls).isEqualTo(1);
    }

    /** Refuses the first calls. */
    private static final class Busy implements KubeApi {

        private final int code;
        private final int refusals;
        private final List<Duration> asked;
        private int calls;

        Busy(int code, int refusals, List<Duration> asked) {
            this.code = code;
            this.refusals = refusals;
            this.asked = asked;
        }

        @Override
        public ObjectNode call(ApiCall call) throws ApiException {
            calls++;
            if (calls > refusals) {
                return JsonNodeFactory.instance.objectNode();
            }
            Optional<Duration> after = calls > asked.size() ? Optional.empty() : Optional.of(asked.get(calls - 1));
            throw new ApiException(
                    "refusal " + calls,
                    new ApiException.Failure.Refused(code, "Busy", "later", MissingNode.getInstance(), after));
        }

        @Override
        public WatchStream watch(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void close() {}
    }
}
