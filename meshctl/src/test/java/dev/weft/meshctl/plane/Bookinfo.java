// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.Sandbox;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The demo's applications on {@code cluster-1} of a plane, and what users do there. */
record Bookinfo(LivePlane plane) {

    static final String CLUSTER = "cluster-1";
    static final String ROUTES = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/";
    static final String POLICIES = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies/";

    /** What runs on a cluster of the demo. */
    static Path objects(String cluster) {
        return Checkout.root().resolve("docs/demo/bookinfo/clusters").resolve(cluster);
    }

    /** Likewise, with istiods that hand no more roots on than their own: meshes come under another root by restarts. */
    static Path objectsOfOneRoot(String cluster, Path folder) throws IOException {
        Path copy = Files.createDirectories(folder.resolve("objects-of-" + cluster));
        try (Stream<Path> files = Files.list(objects(cluster))) {
            for (Path file : files.toList()) {
                String text =
                        Files.readString(file).replaceAll(" *- name: ISTIO_MULTIROOT_MESH\n *value: 'true'\n", "");
                Files.writeString(copy.resolve(file.getFileName().toString()), text);
            }
        }
        return copy;
    }

    /** Sets the timeout of a service by a policy of its name. */
    void timeout(String service, String timeout) {
        timeout(CLUSTER, service, timeout);
    }

    void timeout(String cluster, String service, String timeout) {
        plane.apply(POLICIES.substring(0, POLICIES.length() - 1), """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: %s-%s},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: %s}]}}],
                        requestTimeout: %s}}""".formatted(
                        service, cluster, service, cluster, timeout));
    }

    JsonNode policy(String service) {
        return get(plane.management, POLICIES + service + "-" + CLUSTER);
    }

    /** The condition {@code Programmed} of the policy of a service. */
    JsonNode programmed(String service) {
        return condition(plane.management, POLICIES + service + "-" + CLUSTER, "Programmed");
    }

    void awaitProgrammed(String service) {
        await(
                "the policy of " + service + " is in effect",
                () -> programmed(service).path("status").asText().equals("True")
                        && programmed(service).path("observedGeneration").asLong()
                                == policy(service).at("/metadata/generation").asLong());
    }

    /** Waits until the policy says why it is not in effect. */
    void awaitReason(String service, String reason) {
        await(
                "the policy of " + service + " says " + reason,
                () -> programmed(service).path("reason").asText().equals(reason));
    }

    static JsonNode route(Sandbox server, String service) {
        return get(server, ROUTES + service);
    }

    static String timeoutOn(Sandbox server, String service) {
        return route(server, service).at("/spec/http/0/timeout").asText();
    }

    static void awaitTimeout(Sandbox server, String service, String timeout) {
        await(
                service + " has " + timeout + " on " + server.name(),
                () -> timeoutOn(server, service).equals(timeout));
    }

    /** Somebody else writes a route of that name. */
    static void foreignRoute(Sandbox server, String service, String labels) {
        LivePlane.applyYaml(
                server,
                ROUTES.substring(0, ROUTES.length() - 1),
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: " + service + ", labels: {"
                        + labels + "}}, spec: {hosts: [other.example]}}");
    }

    static void patch(Sandbox server, String path, String patch) {
        assertThat(server.call("PATCH", path, "application/merge-patch+json", patch.getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(200);
    }

    /** How often somebody has tried to write the route of a service. */
    static long attempts(Sandbox server, String service) {
        String collection = ROUTES.substring(0, ROUTES.length() - 1);
        return server.transcript().entries().stream()
                .filter(entry -> (entry.verb().equals("create") && entry.path().startsWith(collection))
                        || (entry.verb().equals("update") && entry.path().startsWith(ROUTES + service)))
                .count();
    }
}
