// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.SandboxServers;
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two clusters whose pods reach each other, without any gateway: callers on {@code east}, where the plane runs, services on {@code west}.
 * Their API servers are kube-sandbox, because Kubernetes takes no addresses of loopback into EndpointSlices, and by those discovery
 * knows pods; istiods and Envoys are real.
 */
final class FlatWorld implements World {

    private static final int STEADY = 10;

    private final MeshLab lab;
    private final Plane plane;

    private FlatWorld(MeshLab lab, Plane plane) {
        this.lab = lab;
        this.plane = plane;
    }

    static FlatWorld start(Path reports) throws IOException, InterruptedException, ApiException {
        Map<String, List<Pod>> pods = new LinkedHashMap<>();
        pods.put(EAST, List.of(Pod.client("client"), Pod.client("stranger")));
        pods.put(WEST, List.of(Pod.server("reviews", "v1"), Pod.server("reviews", "v2"), Pod.server("ratings", "v1")));
        MeshLab lab = MeshLab.start(
                SandboxServers.start(List.copyOf(pods.keySet())), IstioTools.of(Checkout.root()), pods, reports);
        try {
            FlatWorld world = new FlatWorld(lab, Plane.start(lab, lab.clusters().getFirst()));
            world.publish("reviews", "reviews-v1", "reviews-v2");
            world.publish("ratings", "ratings-v1");
            for (LabCluster cluster : lab.clusters()) {
                world.plane.register(cluster);
            }
            world.plane.objects().apply(Policies.ADDRESSES_OF_THE_LAB);
            return world;
        } catch (IOException | InterruptedException | ApiException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    @Override
    public MeshLab lab() {
        return lab;
    }

    @Override
    public Plane plane() {
        return plane;
    }

    Workload client(String name) {
        return east().workload(name);
    }

    /** Makes one mesh of both. */
    void federate(String fields) throws ApiException, InterruptedException {
        plane.apply(Policies.virtualMesh(fields));
    }

    /** As the endpoint controller does: these pods are the ready ones of a Service of west. */
    void publish(String service, String... pods) throws ApiException, InterruptedException {
        String endpoints = Stream.of(pods)
                .map(west()::workload)
                .map(pod ->
                        "{addresses: [%s], conditions: {ready: true}, targetRef: {kind: Pod, name: %s, namespace: bookinfo}}"
                                .formatted(pod.address(), pod.pod().object()))
                .collect(Collectors.joining(", "));
        west().objects().apply("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: SERVICE-abcde, namespace: bookinfo, labels: {kubernetes.io/service-name: SERVICE}}
            addressType: IPv4
            endpoints: [ENDPOINTS]
            ports:
              - {name: http, port: 9080, protocol: TCP}
              - {name: http-admin, port: 9090, protocol: TCP}
            """.replace("SERVICE", service).replace("ENDPOINTS", endpoints));
    }

    /** Waits until a request is answered by an app so many times running. */
    static void awaitApp(HttpCall call, String app) throws InterruptedException {
        Awaiting.steadily(call + " is answered by " + app, Plane.LONGEST, STEADY, () -> {
            HttpAnswer answer = call.send();
            return answer.status() == 200 && Seen.in(answer).app().equals(app)
                    ? Optional.empty()
                    : Optional.of(answer.toString());
        });
    }

    /** Waits until the proxy of a caller knows these endpoints of reviews, and no others. */
    void awaitEndpoints(String... pods) throws InterruptedException {
        List<String> addresses = Stream.of(pods)
                .map(pod -> west().workload(pod).address() + ":9080")
                .sorted()
                .toList();
        Awaiting.until("the client's proxy knows " + addresses, Plane.LONGEST, () -> {
            List<String> known = client("client")
                    .admin("/clusters")
                    .lines()
                    .filter(line -> line.startsWith("outbound|9080||reviews.bookinfo.svc.west.global::127."))
                    .map(line -> line.split("::")[1])
                    .distinct()
                    .sorted()
                    .toList();
            return known.equals(addresses) ? Optional.empty() : Optional.of(known.toString());
        });
    }

    /** What federates goes, and all that is written for it. */
    void clear() throws ApiException, InterruptedException {
        plane.objects().delete(Policies.virtualMesh(""));
        for (LabCluster cluster : lab.clusters()) {
            MeshWorld.awaitNothingWritten(cluster);
        }
    }

    void diagnose(Path folder) throws IOException, InterruptedException {
        lab.diagnose(folder);
        plane.diagnose(folder);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
