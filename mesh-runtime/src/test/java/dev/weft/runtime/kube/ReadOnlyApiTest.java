// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing but reads gets through, whatever the identity behind it may do. */
class ReadOnlyApiTest {

    private final List<ApiCall> sent = new ArrayList<>();
    private final ReadOnlyApi api = new ReadOnlyApi(new KubeApi() {
        @Override
        public ObjectNode call(ApiCall call) {
            sent.add(call);
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public WatchStream watch(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void close() {
            // nothing is open
        }
    });

    @ParameterizedTest
    @EnumSource(value = ApiCall.Method.class, mode = EnumSource.Mode.EXCLUDE, names = "GET")
    void whatCouldChangeSomethingIsNotSent(ApiCall.Method method) {
        ApiCall call = new ApiCall(method, "/api/v1/pods", "", null, ApiCall.TIMEOUT);

        assertThatThrownBy(() -> api.call(call))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(method + " /api/v1/pods");
        assertThat(sent).isEmpty();
    }

    @Test
    void aReadIsSentAsItIs() throws Exception {
        ApiCall call = ApiCall.get("/api/v1/pods");

        api.call(call);

        assertThat(sent).containsExactly(call);
    }
}
