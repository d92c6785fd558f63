// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.Awaiting;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects that Gloo Mesh 0.12 has written become ours where they are. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class TakeOverScenarioTest {

    private static final String VIRTUAL_SERVICE =
            "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews";

    private final MeshWorld world;

    TakeOverScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void anObjectOfTheReferenceIsTakenOverWithoutAFailedRequest() throws Exception {
        world.plane().end("mesh-networking");
        ObjectNode old = world.east().objects().apply("""
            apiVersion: networking.istio.io/v1alpha3
            kind: VirtualService
            metadata:
              name: reviews
              namespace: bookinfo
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
            spec:
              hosts: [reviews.bookinfo.svc.cluster.local]
              http:
                - match: [{port: 9080}]
                  headers: {request: {}, response: {add: {x-version: "0.12"}}}
                  route: [{destination: {host: reviews.bookinfo.svc.cluster.local, port: {number: 9080}}}]
            """).getFirst();
        awaitHeader("0.12");
        try (Load load = Load.of(world.client().call("reviews", "/"))) {
            world.plane()
                    .objects()
                    .apply(Policies.traffic(
                            "reviews", "east", "headerManipulation: {appendResponseHeaders: {x-version: \"now\"}}"));
            world.plane().startNetworking();
            awaitHeader("now");
            assertThat(load.failures()).isEmpty();
        }
        ObjectNode now = world.east().objects().find(VIRTUAL_SERVICE).orElseThrow();
        assertThat(now.at("/metadata/uid")).isEqualTo(old.at("/metadata/uid"));
        assertThat(now.at("/metadata/labels").toString()).contains("weft.dev/plane");
    }

    private void awaitHeader(String value) throws InterruptedException {
        Awaiting.steadily("answers say x-version: " + value, Plane.LONGEST, 3, () -> {
            String now = world.client().call("reviews", "/").send().header("x-version");
            return now.equals(value) ? Optional.empty() : Optional.of("they say " + now);
        });
    }
}
