// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.ClusterObjects;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster that is deregistered with meshctl is as it was before, and its requests go on. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class DeregistrationScenarioTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String DISCOVERED = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/";
    private static final int TEAPOT = 418;

    private final MeshWorld world;

    DeregistrationScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void nothingOfOursIsLeft() throws Exception {
        HttpCall call = world.west().workload("client").call("reviews", "/");
        world.plane().apply(Policies.otherRequests("reviews", "west"));
        world.plane().apply(Policies.traffic("reviews", "west", """
            httpRequestMatchers: [{prefix: /tea}]
            faultInjection: {abort: {httpStatus: 418}}
            """));
        awaitStatus(call.path("/tea"), TEAPOT);
        try (Load load = Load.of(call)) {
            world.plane()
                    .meshctl("cluster", "deregister", "west", "--mgmt-context", "east", "--remote-context", "west");
            awaitStatus(call.path("/tea"), 200);
            assertThat(load.failures()).isEmpty();
        }
        try {
            ClusterObjects west = world.west().objects();
            assertThat(names(west, "/apis/networking.istio.io/v1/virtualservices"))
                    .isEmpty();
            assertThat(names(west, "/apis/networking.istio.io/v1/destinationrules"))
                    .isEmpty();
            assertThat(names(west, "/api/v1/namespaces/gloo-mesh/serviceaccounts"))
                    .isEmpty();
            assertThat(names(west, RBAC + "namespaces/gloo-mesh/roles")).isEmpty();
            assertThat(names(west, RBAC + "namespaces/gloo-mesh/rolebindings")).isEmpty();
            assertThat(names(west, RBAC + "clusterroles")).noneMatch(name -> name.contains("gloo"));
            assertThat(names(west, RBAC + "clusterrolebindings")).noneMatch(name -> name.contains("gloo"));
            ClusterObjects management = world.plane().objects();
            for (String kind : List.of("meshes", "workloads", "traffictargets")) {
                assertThat(names(management, DISCOVERED + kind)).isNotEmpty().noneMatch(name -> name.contains("west"));
            }
            assertThat(names(management, "/api/v1/namespaces/gloo-mesh/secrets"))
                    .containsExactly("east");
        } finally {
            world.plane().register(world.west());
            world.plane().apply(Policies.traffic("reviews", "west", "faultInjection: {abort: {httpStatus: 418}}"));
            awaitStatus(call, TEAPOT);
        }
    }

    private static List<String> names(ClusterObjects objects, String path) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode item : objects.find(path).orElseThrow().path("items")) {
            names.add(item.at("/metadata/name").asText());
        }
        return names;
    }
}
