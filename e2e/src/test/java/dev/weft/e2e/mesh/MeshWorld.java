// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two clusters with Istio, requests and a plane that manages both: {@code east}, where the plane runs, and {@code west}. On each the
 * client {@code client} calls the Service {@code reviews}; on east reviews has two versions, there are a second client {@code stranger}
 * and a second Service {@code ratings}; on west somebody with another identity answers for {@code details}. Each has a gateway for the
 * calls of the other, which nothing uses unless they are federated.
 */
final class MeshWorld implements World {

    private static final int STEADY = 3;

    private final MeshLab lab;
    private final Plane plane;

    private MeshWorld(MeshLab lab, Plane plane) {
        this.lab = lab;
        this.plane = plane;
    }

    static MeshWorld start(Path reports) throws IOException, InterruptedException, ApiException {
        Map<String, List<Pod>> pods = new LinkedHashMap<>();
        pods.put(
                EAST,
                List.of(
                        Pod.client("client"),
                        Pod.client("stranger"),
                        Pod.server("reviews", "v1"),
                        Pod.server("reviews", "v2"),
                        Pod.server("ratings", "v1"),
                        Pod.gateway("gateway")));
        pods.put(
                WEST,
                List.of(
                        Pod.client("client"),
                        Pod.server("reviews", "v1"),
                        Pod.server("details", "v1").runningAs("thief"),
                        Pod.gateway("gateway")));
        long start = System.nanoTime();
        MeshLab lab = MeshLab.start(RealServers.tools(), IstioTools.of(Checkout.root()), pods, reports);
        try {
            Duration clusters = Duration.ofNanos(System.nanoTime() - start);
            Plane plane = Plane.start(lab, lab.cluster(EAST));
            for (LabCluster cluster : lab.clusters()) {
                plane.register(cluster);
            }
            Duration all = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf("e2e: clusters after %d ms, plane after %d ms%n", clusters.toMillis(), all.toMillis());
            return new MeshWorld(lab, plane);
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

    Workload client() {
        return east().workload("client");
    }

    /** The app behind a server of east. */
    EchoApp app(String pod) {
        return east().workload(pod).app();
    }

    /** Waits until a request is answered so several times running. */
    static void awaitStatus(HttpCall call, int status) throws InterruptedException {
        Awaiting.steadily(call + " is answered " + status, Plane.LONGEST, STEADY, () -> {
            HttpAnswer answer = call.send();
            return answer.status() == status ? Optional.empty() : Optional.of(answer.toString());
        });
    }

    /**
     * Makes one mesh of both, and allows the addresses of the lab for it, which are those of loopback.
     *
     * @param fields of the VirtualMesh
     */
    void federate(String fields) throws ApiException, InterruptedException {
        plane.objects().apply(Policies.ADDRESSES_OF_THE_LAB);
        plane.apply(Policies.virtualMesh(fields));
    }

    /** Every policy goes and what federates, the apps forget, and requests are answered as in the beginning. */
    void clear() throws ApiException, InterruptedException {
        for (String kind : List.of("TrafficPolicy", "AccessPolicy", "VirtualMesh")) {
            String plural = switch (kind) {
                case "TrafficPolicy" -> "trafficpolicies";
                case "AccessPolicy" -> "accesspolicies";
                default -> "virtualmeshes";
            };
            List<String> names = new ArrayList<>();
            plane.find("/apis/networking.mesh.gloo.solo.io/v1alpha2/" + plural)
                    .orElseThrow()
                    .path("items")
                    .forEach(item -> names.add(item.at("/metadata/name").asText()));
            for (String name : names) {
                plane.objects()
                        .delete(
                                kind.equals("VirtualMesh")
                                        ? Policies.virtualMesh("")
                                        : Policies.named(kind, name, "{}"));
            }
        }
        for (LabCluster cluster : lab.clusters()) {
            awaitNothingWritten(cluster);
            for (Workload workload : cluster.workloads()) {
                if (workload.pod().role() == Pod.Role.SERVER) {
                    workload.app().reset();
                }
            }
        }
        awaitStatus(client().call("reviews", "/"), 200);
    }

    /** Waits until a cluster has nothing that the plane writes for policies. */
    static void awaitNothingWritten(LabCluster cluster) throws InterruptedException {
        for (String path : List.of(
                "/apis/networking.istio.io/v1/gateways",
                "/apis/networking.istio.io/v1/serviceentries",
                "/apis/networking.istio.io/v1/virtualservices",
                "/apis/security.istio.io/v1/authorizationpolicies")) {
            Awaiting.until("nothing is left of " + path + " on " + cluster.name(), Plane.LONGEST, () -> {
                int left =
                        cluster.objects().find(path).orElseThrow().path("items").size();
                return left == 0 ? Optional.empty() : Optional.of(left + " objects");
            });
        }
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
