// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Clusters whose meshes are one VirtualMesh, with a plane on the first of them and a policy by which every service is left alone for five
 * seconds after three failures. A test has one of its own, since it loses pods.
 */
final class FailoverWorld implements AutoCloseable {

    /** Requests of a {@link Load} in 12 seconds, which is longer than a service is left alone the second time. */
    static final int WHILE_LEFT_ALONE = 600;

    private static final String DISCOVERED = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/";
    private static final int UNAVAILABLE = 503;
    private static final int STEADY = 5;

    private final MeshLab lab;
    private final Plane plane;
    private final Path reports;

    private FailoverWorld(MeshLab lab, Plane plane, Path reports) {
        this.lab = lab;
        this.plane = plane;
        this.reports = reports;
    }

    /** @param pods by name of the cluster; each but the first has a gateway among them, the first may have one */
    static FailoverWorld start(Map<String, List<Pod>> pods, Path reports)
            throws IOException, InterruptedException, ApiException {
        MeshLab lab = MeshLab.start(RealServers.tools(), IstioTools.of(Checkout.root()), pods, reports);
        try {
            FailoverWorld world =
                    new FailoverWorld(lab, Plane.start(lab, lab.clusters().getFirst()), reports);
            world.federate(pods);
            return world;
        } catch (IOException | InterruptedException | ApiException | RuntimeException | AssertionError e) {
            lab.diagnose(reports.resolve("proxies"));
            lab.close();
            throw e;
        }
    }

    private void federate(Map<String, List<Pod>> pods) throws IOException, InterruptedException, ApiException {
        plane.objects().apply("""
            apiVersion: settings.mesh.gloo.solo.io/v1alpha2
            kind: Settings
            metadata: {name: settings, namespace: gloo-mesh}
            spec:
              mtls: {istio: {tlsMode: ISTIO_MUTUAL}}
              gatewayAddresses: [{allowed: [127.0.0.0/8]}]
            """);
        for (LabCluster cluster : lab.clusters()) {
            plane.register(cluster);
        }
        for (Map.Entry<String, List<Pod>> cluster : pods.entrySet()) {
            for (Pod pod : cluster.getValue()) {
                awaitDiscovery(cluster.getKey(), pod);
            }
        }
        plane.apply(Policies.virtualMesh(List.copyOf(pods.keySet()), "federation: {permissive: {}}\n"));
        plane.apply(Policies.named(
                "TrafficPolicy",
                "outlier",
                "{outlierDetection: {consecutiveErrors: 3, interval: 1s, baseEjectionTime: 5s}}"));
    }

    private void awaitDiscovery(String cluster, Pod pod) throws InterruptedException {
        Awaiting.until("discovery knows " + pod.name() + " of " + cluster, Plane.LONGEST, () -> {
            String path = pod.role() == Pod.Role.GATEWAY
                    ? DISCOVERED + "meshes/istiod-istio-system-" + cluster
                    : DISCOVERED + "workloads/" + pod.name() + "-bookinfo-" + cluster + "-deployment";
            boolean known = plane.find(path)
                    .filter(found -> pod.role() != Pod.Role.GATEWAY
                            || !found.at("/spec/istio/ingressGateways").isEmpty())
                    .isPresent();
            return known ? Optional.empty() : Optional.of("it does not");
        });
    }

    Plane plane() {
        return plane;
    }

    LabCluster cluster(String name) {
        return lab.cluster(name);
    }

    EchoApp app(String cluster, String pod) {
        return lab.cluster(cluster).workload(pod).app();
    }

    /** From now on an app answers as if it could not. */
    void fail(String cluster, String pod) {
        app(cluster, pod).answer(request -> EchoApp.Reply.of(UNAVAILABLE));
    }

    /**
     * A FailoverService with the host {@code NAME.bookinfo.global}.
     *
     * @param callers clusters from which it can be called
     * @param port number and protocol
     * @param services {@code NAME@CLUSTER} in their order
     */
    static String failoverService(String name, String port, List<String> callers, String... services) {
        String backings = List.of(services).stream()
                .map(service -> service.split("@"))
                .map("{kubeService: {name: %s, namespace: bookinfo, clusterName: %s}}"::formatted)
                .collect(Collectors.joining(", "));
        String meshes = callers.stream()
                .map("{name: istiod-istio-system-%s, namespace: gloo-mesh}"::formatted)
                .collect(Collectors.joining(", "));
        return Policies.named(
                "FailoverService",
                name,
                "{hostname: %s.bookinfo.global, port: {%s}, backingServices: [%s], meshes: [%s]}"
                        .formatted(name, port, backings, meshes));
    }

    /** What the client of a cluster asks for by the host of a FailoverService. */
    HttpCall call(String cluster, String name) {
        return HttpCall.get(lab.cluster(cluster).workload("client").outbound(), 9080, "/")
                .with("host", name + ".bookinfo.global:9080");
    }

    static void awaitAnswer(HttpCall call, String app) throws InterruptedException {
        awaitAnswers(call, app, STEADY);
    }

    /** @param times that it answers one after another */
    static void awaitAnswers(HttpCall call, String app, int times) throws InterruptedException {
        Awaiting.steadily(call + " is answered by " + app, Plane.LONGEST, times, () -> {
            HttpAnswer answer = call.send();
            return answer.status() == 200 && Seen.in(answer).app().equals(app)
                    ? Optional.empty()
                    : Optional.of(answer.toString());
        });
    }

    @Override
    public void close() throws IOException {
        try {
            lab.diagnose(reports.resolve("proxies"));
            plane.diagnose(reports);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lab.close();
        }
    }
}
