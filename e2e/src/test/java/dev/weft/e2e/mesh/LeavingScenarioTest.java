// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.servers.Awaiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A mesh that leaves its VirtualMesh, and a cluster that only seems to. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class LeavingScenarioTest {

    private static final String OWNED = "?labelSelector=owner.networking.mesh.gloo.solo.io";
    private static final String ISTIO = "/apis/networking.istio.io/v1/";
    private static final List<String> KINDS = List.of(
            ISTIO + "gateways",
            ISTIO + "serviceentries",
            ISTIO + "destinationrules",
            ISTIO + "virtualservices",
            "/apis/security.istio.io/v1/authorizationpolicies");

    private final MeshWorld world;
    private final HttpCall reviewsOnWest;

    LeavingScenarioTest(MeshWorld world) {
        this.world = world;
        this.reviewsOnWest = world.client().callOn("west", "reviews", "/");
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void aMeshThatLeavesTakesEverythingOfOursAlong() throws Exception {
        world.federate("federation: {permissive: {}}\nglobalAccessPolicy: ENABLED\n");
        Awaiting.until("there is something of every kind", Plane.LONGEST, () -> {
            List<String> owned = owned(world.east());
            return owned.size() > 6 ? Optional.empty() : Optional.of(owned.toString());
        });
        ObjectNode alone = world.plane()
                .objects()
                .apply(Policies.virtualMesh(List.of("east"), ""))
                .getFirst();
        world.plane().awaitCondition(alone, "Accepted", "True");
        Awaiting.until("nothing is left on west", Plane.LONGEST, () -> {
            List<String> owned = owned(world.west());
            return owned.isEmpty() ? Optional.empty() : Optional.of(owned.toString());
        });
        Awaiting.until("nothing is left on east", Plane.LONGEST, () -> {
            List<String> owned = owned(world.east());
            return owned.isEmpty() ? Optional.empty() : Optional.of(owned.toString());
        });
        awaitStatus(world.client().call("ratings", "/"), 200);
        assertThat(reviewsOnWest.send().status()).isNotEqualTo(200);
    }

    /** Unknown is not empty, and not to a discovery that starts now either. */
    @Test
    void aClusterThatCannotBeReachedKeepsAllItsImports() throws Exception {
        world.federate("federation: {permissive: {}}");
        HttpCall ratingsFromWest = world.west().workload("client").callOn("east", "ratings", "/");
        awaitStatus(reviewsOnWest, 200);
        awaitStatus(ratingsFromWest, 200);
        List<String> before = owned(world.east());
        try (Load load = Load.of(reviewsOnWest);
                Load other = Load.of(ratingsFromWest)) {
            world.lab().cutOff(world.west());
            try {
                world.plane().end("mesh-discovery");
                world.plane().startDiscovery();
                world.plane().awaitCondition(registration(), "Reachable", "False");
                world.plane()
                        .objects()
                        .apply(Policies.traffic(
                                "ratings", "east", "headerManipulation: {appendResponseHeaders: {x-edit: done}}"));
                awaitEdit(world.client().call("ratings", "/"));
                assertThat(owned(world.east())).containsAll(before);
                assertThat(load.failures()).isEmpty();
                assertThat(other.failures()).isEmpty();
            } finally {
                world.lab().comeBack(world.west());
                // Its watches would wait for up to a minute, and longer after the next outage.
                world.west().istiod().restart();
            }
        }
        world.plane().awaitCondition(registration(), "Reachable", "True");
        awaitEdit(ratingsFromWest);
        assertThat(owned(world.east())).containsAll(before);
        awaitStatus(reviewsOnWest, 200);
    }

    private static void awaitEdit(HttpCall call) throws InterruptedException {
        Awaiting.until(call + " follows the policy", Plane.LONGEST, () -> {
            String header = call.send().header("x-edit");
            return header.equals("done") ? Optional.empty() : Optional.of("not yet");
        });
    }

    private ObjectNode registration() throws Exception {
        return world.plane()
                .find("/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/west")
                .orElseThrow();
    }

    private static List<String> owned(LabCluster cluster) throws Exception {
        List<String> owned = new ArrayList<>();
        for (String kind : KINDS) {
            for (JsonNode item :
                    cluster.objects().find(kind + OWNED).orElseThrow().path("items")) {
                owned.add(kind.substring(kind.lastIndexOf('/') + 1) + "/"
                        + item.at("/metadata/name").asText());
            }
        }
        return owned;
    }
}
