// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.runtime.kube.ApiCall;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an AccessPolicy allows is answered, and nothing else. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class AccessPolicyScenarioTest {

    private static final int FORBIDDEN = 403;
    private static final String AUTHORIZATION_POLICIES =
            "/apis/security.istio.io/v1/namespaces/bookinfo/authorizationpolicies";

    private final MeshWorld world;
    private final Workload stranger;

    AccessPolicyScenarioTest(MeshWorld world) {
        this.world = world;
        this.stranger = world.east().workload("stranger");
    }

    @BeforeEach
    void everybodyIsAnswered() throws Exception {
        awaitStatus(reviews("/"), 200);
        awaitStatus(stranger.call("reviews", "/"), 200);
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void anotherIdentityThanTheAllowedOneIsRefused() throws Exception {
        allow("");
        awaitStatus(stranger.call("reviews", "/"), FORBIDDEN);
        awaitStatus(reviews("/"), 200);
        assertThat(stranger.call("ratings", "/").send().status()).isEqualTo(200);
    }

    @Test
    void plainTextHasNoIdentityAndIsRefused() throws Exception {
        HttpCall plain = world.east().workload("reviews-v1").bypassing("/");
        awaitStatus(plain, 200);
        allow("");
        awaitStatus(plain, FORBIDDEN);
    }

    @Test
    void otherPathsAreRefused() throws Exception {
        allow("allowedPaths: [/public/*]");
        awaitStatus(reviews("/private/a"), FORBIDDEN);
        awaitStatus(reviews("/public/a"), 200);
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        allow("allowedMethods: [GET]");
        awaitStatus(reviews("/").method("POST"), FORBIDDEN);
        awaitStatus(reviews("/"), 200);
    }

    @Test
    void otherPortsAreRefused() throws Exception {
        awaitStatus(world.client().call("reviews", 9090, "/"), 200);
        allow("allowedPorts: [9080]");
        awaitStatus(world.client().call("reviews", 9090, "/"), FORBIDDEN);
        awaitStatus(reviews("/"), 200);
    }

    /** A rule without conditions would let everybody in; a server-side apply of ours would leave it beside our own rules. */
    @Test
    void anAuthorizationPolicyOfOursThatAUserOpensIsHealed() throws Exception {
        allow("");
        awaitStatus(stranger.call("reviews", "/"), FORBIDDEN);
        ObjectNode ours = (ObjectNode) world.east()
                .objects()
                .find(AUTHORIZATION_POLICIES)
                .orElseThrow()
                .path("items")
                .path(0);
        String path = AUTHORIZATION_POLICIES + "/" + ours.at("/metadata/name").asText();
        ObjectNode opened = ours.deepCopy();
        opened.withObject("/spec").withArray("rules").addObject();
        opened.put("apiVersion", "security.istio.io/v1").put("kind", "AuthorizationPolicy");
        world.east().objects().call(ApiCall.put(path, opened));
        Awaiting.until("the plane heals what a user has opened", Plane.LONGEST, () -> {
            ObjectNode now = world.east().objects().find(path).orElseThrow();
            return now.path("spec").equals(ours.path("spec"))
                    ? Optional.empty()
                    : Optional.of(now.path("spec").toString());
        });
        awaitStatus(stranger.call("reviews", "/"), FORBIDDEN);
        awaitStatus(reviews("/"), 200);
    }

    private HttpCall reviews(String path) {
        return world.client().call("reviews", path);
    }

    /** The account {@code client} may call reviews of east, as far as {@code fields} say. */
    private void allow(String fields) throws Exception {
        world.plane().apply(Policies.named("AccessPolicy", "client-calls-reviews", """

              sourceSelector:
                - kubeServiceAccountRefs:
                    serviceAccounts: [{name: client, namespace: bookinfo, clusterName: east}]
              destinationSelector:
                - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}
            """ + fields.indent(2)));
    }
}
