// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.Awaiting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects that Gloo Mesh 0.12 has written become ours where they are. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class TakeOverScenarioTest {

    private static final int FORBIDDEN = 403;
    private static final Map<String, String> PATHS = Map.of(
            "VirtualService", "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews",
            "DestinationRule", "/apis/networking.istio.io/v1/namespaces/bookinfo/destinationrules/reviews",
            "AuthorizationPolicy", "/apis/security.istio.io/v1/namespaces/bookinfo/authorizationpolicies/reviews");

    private final MeshWorld world;

    TakeOverScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void objectsOfTheReferenceAreTakenOverWithoutAFailedRequest() throws Exception {
        world.plane().end("mesh-networking");
        List<ObjectNode> old = world.east().objects().apply("""
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
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: DestinationRule
            metadata:
              name: reviews
              namespace: bookinfo
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
            spec:
              host: reviews.bookinfo.svc.cluster.local
              trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
            ---
            apiVersion: security.istio.io/v1beta1
            kind: AuthorizationPolicy
            metadata:
              name: reviews
              namespace: bookinfo
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
            spec:
              selector: {matchLabels: {app: reviews}}
              rules: [{from: [{source: {principals: [cluster.local/ns/bookinfo/sa/client]}}]}]
            """);
        HttpCall stranger = world.east().workload("stranger").call("reviews", "/");
        awaitHeader("0.12");
        awaitStatus(stranger, FORBIDDEN);
        try (Load load = Load.of(world.client().call("reviews", "/"))) {
            world.plane().objects().apply(Policies.traffic("reviews", "east", """
                            headerManipulation: {appendResponseHeaders: {x-version: now}}
                            mtls: {istio: {tlsMode: ISTIO_MUTUAL}}
                            """));
            world.plane().objects().apply(Policies.named("AccessPolicy", "client-calls-reviews", """

                          sourceSelector:
                            - kubeServiceAccountRefs:
                                serviceAccounts: [{name: client, namespace: bookinfo, clusterName: east}]
                          destinationSelector:
                            - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}
                        """));
            world.plane().startNetworking();
            awaitHeader("now");
            Awaiting.until("all three are this plane's", Plane.LONGEST, () -> {
                for (ObjectNode object : old) {
                    Optional<String> other = notTakenOver(object);
                    if (other.isPresent()) {
                        return other;
                    }
                }
                return Optional.empty();
            });
            awaitStatus(stranger, FORBIDDEN);
            load.awaitMore(50);
            assertThat(load.failures()).isEmpty();
        }
    }

    /** It must be the same object still, and this plane's. */
    private Optional<String> notTakenOver(ObjectNode old) throws Exception {
        String kind = old.path("kind").asText();
        ObjectNode now = world.east().objects().find(PATHS.get(kind)).orElseThrow();
        boolean taken = now.at("/metadata/uid").equals(old.at("/metadata/uid"))
                && now.at("/metadata/labels").has("weft.dev/plane");
        return taken ? Optional.empty() : Optional.of(now.toString());
    }

    private void awaitHeader(String value) throws InterruptedException {
        Awaiting.steadily("answers say x-version: " + value, Plane.LONGEST, 3, () -> {
            String now = world.client().call("reviews", "/").send().header("x-version");
            return now.equals(value) ? Optional.empty() : Optional.of("they say " + now);
        });
    }
}
