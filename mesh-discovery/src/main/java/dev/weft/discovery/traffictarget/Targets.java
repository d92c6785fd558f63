// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.api.discovery.OwnAnnotations;
import dev.weft.api.discovery.TrafficTargetSpec;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.EndpointSubset;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Port;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Subset;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.input.EndpointGroup;
import dev.weft.discovery.input.ServiceFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The TrafficTargets of one namespace.
 *
 * @param targets ordered by key of the Service
 */
public record Targets(List<DetectedTarget> targets, List<Finding> findings) {

    private static final String ANNOTATION = "discovery.mesh.gloo.solo.io/enabled";

    public Targets {
        targets = List.copyOf(targets);
        findings = List.copyOf(findings);
    }

    /** Makes targets, and remembers those whose input is the same as last time. */
    public static final class Maker {

        private final UnitMemo<ShardId, String, TargetInput, DetectedTarget> units = new UnitMemo<>(Maker::target);

        public UnitMemo<ShardId, String, ?, DetectedTarget> units() {
            return units;
        }

        /**
         * @param workloads workloads of the namespace
         * @param meshes meshes with a control plane on the cluster, ordered
         */
        public Targets make(
                ShardId shard, ShardFacts facts, List<BackingWorkload> workloads, List<MeshIdentity> meshes) {
            List<Finding> findings = new ArrayList<>();
            Map<String, TargetInput> inputs = new LinkedHashMap<>();
            if (!workloads.isEmpty() || facts.services().values().stream().anyMatch(Maker::isAnnotated)) {
                inputs.putAll(inputs(shard, facts, workloads, meshes, findings));
            }
            return new Targets(List.copyOf(units.group(shard, inputs).values()), findings);
        }

        private static boolean isExternal(ServiceFact service) {
            return service.type().equals("ExternalName");
        }

        private static boolean isAnnotated(ServiceFact service) {
            return "true".equals(service.annotations().get(ANNOTATION));
        }

        private static Map<String, TargetInput> inputs(
                ShardId shard,
                ShardFacts facts,
                List<BackingWorkload> workloads,
                List<MeshIdentity> meshes,
                List<Finding> findings) {
            WorkloadsByLabel byLabel = new WorkloadsByLabel(workloads);
            Map<String, List<EndpointGroup>> endpoints = new HashMap<>();
            facts.endpoints().values().stream()
                    .flatMap(List::stream)
                    .forEach(group -> endpoints
                            .computeIfAbsent(group.service(), absent -> new ArrayList<>())
                            .add(group));
            Set<String> pods = new HashSet<>();
            facts.pods().keySet().forEach(pod -> pods.add(pod.name()));
            Map<String, TargetInput> inputs = new LinkedHashMap<>();
            for (ServiceFact service : facts.services().values()) {
                // Kubernetes does not look at the selector of an external name.
                List<BackingWorkload> backing =
                        isExternal(service) ? List.of() : byLabel.selectedBy(service.selector());
                Optional<Ref> annotated = annotated(shard, service, backing, meshes, findings);
                if (backing.isEmpty() && annotated.isEmpty()) {
                    if (!isControlPlane(shard, service, meshes)) {
                        findings.addAll(outside(shard, service, workloads));
                    }
                    continue;
                }
                reportDifferentMeshes(shard, service, backing, findings);
                List<EndpointGroup> groups = endpoints.getOrDefault(service.name(), List.of());
                inputs.put(
                        service.name(),
                        new TargetInput(shard, service, backing, groups, outsiders(groups, backing, pods), annotated));
            }
            return inputs;
        }

        private static Optional<Ref> annotated(
                ShardId shard,
                ServiceFact service,
                List<BackingWorkload> backing,
                List<MeshIdentity> meshes,
                List<Finding> findings) {
            if (!isAnnotated(service)) {
                return Optional.empty();
            }
            Optional<Ref> mesh = meshes.stream()
                    .filter(candidate -> candidate.type() != MeshType.APP_MESH)
                    .map(MeshIdentity::ref)
                    .findFirst();
            if (mesh.isEmpty() && backing.isEmpty()) {
                Subject subject = subject(shard, service);
                findings.add(Finding.of(
                                DiscoveryFinding.ANNOTATED_SERVICE_WITHOUT_MESH,
                                subject,
                                subject + " asks to be discovered, but cluster " + shard.cluster()
                                        + " has no known mesh")
                        .onCluster(shard.cluster())
                        .at("metadata.annotations"));
            }
            return mesh;
        }

        /** Nobody injects a sidecar into istiod, and nobody wants to hear of its Service. */
        private static boolean isControlPlane(ShardId shard, ServiceFact service, List<MeshIdentity> meshes) {
            return "istiod".equals(service.selector().get("app"))
                    && meshes.stream()
                            .anyMatch(mesh -> mesh.type() == MeshType.ISTIO
                                    && mesh.cluster().equals(shard.cluster())
                                    && mesh.namespace().equals(shard.namespace()));
        }

        /** Nobody expects a Service of a namespace without any workload of a mesh to be a TrafficTarget. */
        private static List<Finding> outside(ShardId shard, ServiceFact service, List<BackingWorkload> workloads) {
            if (workloads.isEmpty()) {
                return List.of();
            }
            Subject subject = subject(shard, service);
            String why;
            if (isExternal(service)) {
                why = "it stands for an external name";
            } else if (service.selector().isEmpty()) {
                why = "it has no selector";
            } else if (service.selector().containsKey("statefulset.kubernetes.io/pod-name")) {
                why = "it selects a single pod, not a workload";
            } else {
                why = "its selector matches the pod template of no workload with a sidecar";
            }
            return List.of(
                    Finding.of(DiscoveryFinding.SERVICE_OUTSIDE_MESH, subject, subject + " is no TrafficTarget: " + why)
                            .onCluster(shard.cluster()));
        }

        private static void reportDifferentMeshes(
                ShardId shard, ServiceFact service, List<BackingWorkload> backing, List<Finding> findings) {
            backing.stream()
                    .filter(workload ->
                            !workload.mesh().equals(backing.getFirst().mesh()))
                    .findFirst()
                    .ifPresent(other -> {
                        Subject subject = subject(shard, service);
                        findings.add(Finding.of(
                                        DiscoveryFinding.MESHES_DIFFER,
                                        subject,
                                        subject + " belongs to Mesh "
                                                + backing.getFirst().mesh()
                                                + ", but workload " + other.controller() + " behind it belongs to Mesh "
                                                + other.mesh())
                                .onCluster(shard.cluster()));
                    });
        }

        private static SortedSet<String> outsiders(
                List<EndpointGroup> groups, List<BackingWorkload> backing, Set<String> pods) {
            SortedSet<String> outsiders = new TreeSet<>();
            for (EndpointGroup group : groups) {
                for (EndpointGroup.Address address : group.addresses()) {
                    if (pods.contains(address.pod())
                            && backing.stream()
                                    .noneMatch(workload -> workload.pods().contains(address.pod()))) {
                        outsiders.add(address.pod());
                    }
                }
            }
            return outsiders;
        }

        private static Subject subject(ShardId shard, ServiceFact service) {
            return new Subject("v1", "Service", shard.namespace(), service.name());
        }

        private static TrafficTargetSpec.KubeService.@Nullable Ambient ambient(TargetInput input) {
            if (input.workloads().stream().noneMatch(BackingWorkload::ambient)) {
                return null;
            }
            return new TrafficTargetSpec.KubeService.Ambient(input.service()
                    .waypoint()
                    .map(waypoint -> new ObjectRef(waypoint.name(), waypoint.namespace()))
                    .orElse(null));
        }

        private static DetectedTarget target(TargetInput input) {
            ServiceFact service = input.service();
            Ref mesh = input.workloads().isEmpty()
                    ? input.annotated().orElseThrow()
                    : input.workloads().getFirst().mesh();
            List<Port> ports = new ArrayList<>();
            service.ports()
                    .forEach(port ->
                            ports.add(WirePorts.of(port.port(), port.name(), port.protocol(), port.appProtocol())));
            Map<String, Subset> subsets = Subsets.of(input.workloads());
            List<EndpointSubset> endpoints = EndpointSubsets.of(input);
            TrafficTargetSpec spec = new TrafficTargetSpec(
                    new TrafficTargetSpec.KubeService(
                            new ClusterObjectRef(
                                    service.name(),
                                    input.shard().namespace(),
                                    input.shard().cluster()),
                            service.selector().isEmpty() ? null : service.selector(),
                            service.labels().isEmpty() ? null : service.labels(),
                            ports.isEmpty() ? null : ports,
                            subsets.isEmpty() ? null : new LinkedHashMap<>(subsets),
                            endpoints.isEmpty() ? null : new ArrayList<>(endpoints),
                            ambient(input)),
                    new ObjectRef(mesh.name(), mesh.namespace()));
            return new DetectedTarget(
                    new DestinationRef(input.shard().cluster(), input.shard().namespace(), service.name()),
                    spec,
                    annotations(service));
        }

        private static SortedMap<String, String> annotations(ServiceFact service) {
            SortedMap<String, String> annotations = new TreeMap<>(service.annotations());
            if (service.clusterIps().isEmpty()) {
                annotations.remove(OwnAnnotations.CLUSTER_IPS);
            } else {
                annotations.put(OwnAnnotations.CLUSTER_IPS, String.join(",", service.clusterIps()));
            }
            return annotations;
        }
    }
}
