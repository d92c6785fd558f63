// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.servers.Awaiting;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A user has a VirtualService of his own for a host that a policy is about. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class UserConfigScenarioTest {

    private static final int TEAPOT = 418;
    private static final String VIRTUAL_SERVICES = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices";
    private static final String ABORT =
            Policies.traffic("reviews", "east", "faultInjection: {abort: {httpStatus: 418}}");

    private final MeshWorld world;

    UserConfigScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.east().objects().delete(own("reviews"));
        world.east().objects().delete(own("mine"));
        world.clear();
    }

    @Test
    void oneThatHasTheNameOfOursIsNeitherChangedNorForgotten() throws Exception {
        ObjectNode own = world.east().objects().apply(own("reviews")).getFirst();
        awaitUsersRoute();
        ObjectNode policy = world.plane().objects().apply(ABORT).getFirst();
        JsonNode programmed = world.plane().awaitCondition(policy, "Programmed", "False");
        assertThat(programmed.path("reason").asText()).isEqualTo("NameTaken");
        assertThat(programmed.path("message").asText()).contains("reviews", "east");
        ObjectNode now =
                world.east().objects().find(VIRTUAL_SERVICES + "/reviews").orElseThrow();
        assertThat(now.at("/metadata/resourceVersion")).isEqualTo(own.at("/metadata/resourceVersion"));
        awaitUsersRoute();
        world.east().objects().delete(own("reviews"));
        world.plane().awaitCondition(policy, "Programmed", "True");
        awaitStatus(world.client().call("reviews", "/"), TEAPOT);
    }

    @Test
    void oneThatCoversTheHostKeepsOursAwayWhereThePlaneIsToldSo() throws Exception {
        world.plane().end("mesh-networking");
        world.plane().startNetworking("--disallow-intersecting-config");
        try {
            world.east().objects().apply(own("mine"));
            awaitUsersRoute();
            ObjectNode policy = world.plane().objects().apply(ABORT).getFirst();
            JsonNode accepted = world.plane().awaitCondition(policy, "Accepted", "False");
            assertThat(accepted.path("message").asText()).contains("mine");
            assertThat(world.east().objects().find(VIRTUAL_SERVICES + "/reviews"))
                    .isEmpty();
            awaitUsersRoute();
            world.east().objects().delete(own("mine"));
            awaitStatus(world.client().call("reviews", "/"), TEAPOT);
        } finally {
            world.plane().end("mesh-networking");
            world.plane().startNetworking();
        }
    }

    private void awaitUsersRoute() throws Exception {
        Awaiting.steadily("requests take the user's route", Plane.LONGEST, 3, () -> {
            HttpAnswer answer = world.client().call("reviews", "/").send();
            return answer.header("x-user").equals("yes") ? Optional.empty() : Optional.of(answer.toString());
        });
    }

    private static String own(String name) {
        return """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: %s, namespace: bookinfo}
            spec:
              hosts: [reviews.bookinfo.svc.cluster.local]
              http:
                - headers: {response: {add: {x-user: "yes"}}}
                  route: [{destination: {host: reviews.bookinfo.svc.cluster.local}}]
            """.formatted(name);
    }
}
