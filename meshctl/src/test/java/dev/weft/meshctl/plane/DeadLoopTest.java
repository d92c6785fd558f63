// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.ServedOperator;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.WorldStep;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An Error has ended the passes of a process that lives on. */
final class DeadLoopTest {

    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/gloo-mesh/leases/mesh-discovery";

    /** Dies when it is the first to decide something. */
    private static final class Dying implements WorldStep {
        @Override
        public Outcome pass(Batch news, Instant now) {
            throw new NoClassDefFoundError("a class that is not there");
        }

        @Override
        public void take(Batch news, Instant now) {}

        @Override
        public SortedMap<ObjectId, OutputState> outputs() {
            return new TreeMap<>();
        }
    }

    @Test
    void itIsToBeRestartedAndAnotherLeadsAtOnce() throws Exception {
        try (LivePlane plane = new LivePlane();
                ServedOperator dead = plane.serve(new OperatorParts(
                        "mesh-discovery", new Dying(), List.of(), List.of(), Set.of(), OperatorParts.Identity.READER));
                HttpClient http = HttpClient.newHttpClient()) {
            await("it is to be restarted", () -> get(http, dead.port()).statusCode() == 503);
            assertThat(get(http, dead.port()).body()).contains("loop: no passes are made", "a class that is not there");
            await(
                    "the lead is given back",
                    () -> LivePlane.get(plane.management, LEASE)
                            .at("/spec/holderIdentity")
                            .asText()
                            .isEmpty());
            assertThat(dead.leads()).isFalse();
            try (ServedOperator next = plane.serveDiscovery()) {
                await("another leads", next::leads);
            }
        }
    }

    private static HttpResponse<String> get(HttpClient http, int port) {
        try {
            URI page = URI.create("http://127.0.0.1:" + port + "/healthz");
            return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
