// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.runtime.kube.ApiCall;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A VirtualMesh in which everything is denied that no AccessPolicy allows. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class GlobalAccessScenarioTest {

    private static final int FORBIDDEN = 403;
    private static final String DENIAL =
            "/apis/security.istio.io/v1/namespaces/istio-system/authorizationpolicies/global-access-control";
    private static final String DENY = "federation: {permissive: {}}\nglobalAccessPolicy: ENABLED\n";
    private static final String OPEN = "federation: {permissive: {}}\nglobalAccessPolicy: DISABLED\n";

    private final MeshWorld world;
    private final HttpCall client;
    private final HttpCall stranger;

    GlobalAccessScenarioTest(MeshWorld world) {
        this.world = world;
        this.client = world.client().callOn("west", "reviews", "/");
        this.stranger = world.east().workload("stranger").callOn("west", "reviews", "/");
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void anAccessPolicyLetsOneIdentityOfAnotherClusterIn() throws Exception {
        world.federate(DENY);
        awaitStatus(client, FORBIDDEN);
        awaitStatus(stranger, FORBIDDEN);
        awaitStatus(world.client().call("ratings", "/"), FORBIDDEN);
        allowClient();
        awaitStatus(client, 200);
        awaitStatus(stranger, FORBIDDEN);
        awaitStatus(world.client().call("ratings", "/"), FORBIDDEN);
    }

    /** A rule without conditions lets everybody in; a server-side apply of ours would leave it there. */
    @Test
    void aDenialThatAUserOpensIsHealed() throws Exception {
        world.federate(DENY);
        HttpCall ratings = world.client().call("ratings", "/");
        awaitStatus(ratings, FORBIDDEN);
        ObjectNode denial = world.east().objects().find(DENIAL).orElseThrow();
        assertThat(denial.path("spec")).isEmpty();
        ObjectNode opened = denial.deepCopy();
        opened.withObject("/spec").withArray("rules").addObject();
        opened.put("apiVersion", "security.istio.io/v1").put("kind", "AuthorizationPolicy");
        world.east().objects().call(ApiCall.put(DENIAL, opened));
        Awaiting.until("the plane heals what a user has opened", Plane.LONGEST, () -> {
            ObjectNode now = world.east().objects().find(DENIAL).orElseThrow();
            return now.path("spec").isEmpty()
                    ? Optional.empty()
                    : Optional.of(now.path("spec").toString());
        });
        awaitStatus(ratings, FORBIDDEN);
    }

    @Test
    void whatIsAllowedBeforeAndAfterIsNeverRefusedInBetween() throws Exception {
        world.federate(OPEN);
        allowClient();
        awaitStatus(client, 200);
        HttpCall ratings = world.client().call("ratings", "/");
        try (Load load = Load.of(client)) {
            world.federate(DENY);
            awaitStatus(ratings, FORBIDDEN);
            awaitStatus(world.west().workload("client").callOn("east", "ratings", "/"), FORBIDDEN);
            world.federate(OPEN);
            awaitStatus(ratings, 200);
            awaitStatus(world.west().workload("client").callOn("east", "ratings", "/"), 200);
            awaitStatus(stranger, FORBIDDEN);
            assertThat(load.sent()).isPositive();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** The account {@code client} of east may call reviews of west. */
    private void allowClient() throws Exception {
        world.plane().apply(Policies.named("AccessPolicy", "client-calls-reviews-on-west", """

              sourceSelector:
                - kubeServiceAccountRefs:
                    serviceAccounts: [{name: client, namespace: bookinfo, clusterName: east}]
              destinationSelector:
                - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: west}]}
            """));
    }
}
