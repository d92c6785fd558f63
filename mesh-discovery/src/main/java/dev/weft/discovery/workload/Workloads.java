// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.workload;

import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.detect.Detectors;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.detect.istio.IstioSidecars;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.Owner;
import dev.weft.discovery.input.PodFact;
import dev.weft.discovery.input.ReplicaSetFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The workloads of one namespace. Injection is decided on pods, identity on the template: a pod carries labels that its template
 * lacks, and a gateway's template does not even name the proxy image.
 *
 * @param workloads by kind of controller, then key
 */
public record Workloads(List<DetectedWorkload> workloads, List<Finding> findings) {

    public Workloads {
        workloads = List.copyOf(workloads);
        findings = List.copyOf(findings);
    }

    public static Workloads of(
            ShardId shard, ShardFacts facts, SidecarDetector.Meshes meshes, ClusterKnowledge knowledge) {
        return new Search(shard, facts, meshes, knowledge).run();
    }

    private static final class Search {
        private final ShardId shard;
        private final ShardFacts facts;
        private final SidecarDetector.Meshes meshes;
        private final ClusterKnowledge knowledge;
        private final List<DetectedWorkload> workloads = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Search(ShardId shard, ShardFacts facts, SidecarDetector.Meshes meshes, ClusterKnowledge knowledge) {
            this.shard = shard;
            this.facts = facts;
            this.meshes = meshes;
            this.knowledge = knowledge;
        }

        Workloads run() {
            Map<Owner, List<PodFact>> podsByController = podsByController();
            for (ControllerFact controller : facts.controllers().values()) {
                Owner owner = new Owner(controller.kind().kindName(), controller.name());
                List<PodFact> pods = podsByController.get(owner);
                if (pods != null) {
                    mesh(controller, pods).ifPresent(mesh -> workloads.add(workload(controller, pods, mesh)));
                }
            }
            return new Workloads(workloads, findings);
        }

        /** Pods by the controller that they belong to, a Deployment through its ReplicaSet; in key order. */
        private Map<Owner, List<PodFact>> podsByController() {
            Map<Owner, List<PodFact>> pods = new HashMap<>();
            for (PodFact pod : facts.pods().values()) {
                if (!pod.ended()) {
                    controller(pod)
                            .ifPresent(owner -> pods.computeIfAbsent(owner, absent -> new ArrayList<>())
                                    .add(pod));
                }
            }
            return pods;
        }

        private Optional<Owner> controller(PodFact pod) {
            Optional<Owner> owner = pod.owner();
            if (owner.isEmpty() || !owner.get().kind().equals("ReplicaSet")) {
                return owner;
            }
            ReplicaSetFact replicaSet = facts.replicaSets().get(owner.get().name());
            if (replicaSet == null) {
                reportMissing(pod, owner.get());
                return Optional.empty();
            }
            return replicaSet.owner();
        }

        private void reportMissing(PodFact pod, Owner replicaSet) {
            boolean unknown = knowledge.of(SourceKinds.REPLICA_SET) instanceof Knowledge.Unknown;
            if (unknown || Detectors.SIDECARS.stream().noneMatch(detector -> detector.hasSidecar(pod))) {
                return; // either told once for the whole kind, or of no consequence
            }
            Subject subject = new Subject("v1", "Pod", shard.namespace(), pod.name());
            findings.add(Finding.of(
                            DiscoveryFinding.REPLICA_SET_MISSING,
                            subject,
                            subject + " belongs to ReplicaSet " + replicaSet.name()
                                    + ", which does not exist; the pod is left out")
                    .onCluster(shard.cluster())
                    .at("metadata.ownerReferences"));
        }

        /** The first pod that belongs to a mesh decides for all. */
        private Optional<MeshIdentity> mesh(ControllerFact controller, List<PodFact> pods) {
            MeshIdentity first = null;
            String other = "";
            String orphan = "";
            for (PodFact pod : pods) {
                boolean sidecar = false;
                MeshIdentity mesh = null;
                for (SidecarDetector detector : Detectors.SIDECARS) {
                    if (mesh == null && detector.hasSidecar(pod)) {
                        sidecar = true;
                        mesh = detector.mesh(pod, meshes).orElse(null);
                    }
                }
                if (mesh == null) {
                    orphan = sidecar && orphan.isEmpty() ? pod.name() : orphan;
                } else if (first == null) {
                    first = mesh;
                } else if (!first.equals(mesh) && other.isEmpty()) {
                    other = "pod " + pod.name() + " belongs to Mesh " + mesh.ref();
                }
            }
            report(controller, Optional.ofNullable(first), other, orphan);
            return Optional.ofNullable(first);
        }

        private void report(ControllerFact controller, Optional<MeshIdentity> mesh, String other, String orphan) {
            Subject subject =
                    new Subject("apps/v1", controller.kind().kindName(), shard.namespace(), controller.name());
            if (mesh.isPresent() && !other.isEmpty()) {
                findings.add(Finding.of(
                                DiscoveryFinding.MESHES_DIFFER,
                                subject,
                                "pods of " + subject + " belong to Mesh "
                                        + mesh.get().ref() + ", but " + other)
                        .onCluster(shard.cluster()));
            }
            boolean known = !(knowledge.of(SourceKinds.DEPLOYMENT) instanceof Knowledge.Unknown)
                    && !(knowledge.of(SourceKinds.CONFIG_MAP) instanceof Knowledge.Unknown);
            if (mesh.isEmpty() && !orphan.isEmpty() && known) {
                findings.add(Finding.of(
                                DiscoveryFinding.SIDECAR_WITHOUT_MESH,
                                subject,
                                "pod " + orphan + " of " + subject + " has a sidecar, but cluster " + shard.cluster()
                                        + " has no known mesh that it could belong to")
                        .onCluster(shard.cluster()));
            }
        }

        private DetectedWorkload workload(ControllerFact controller, List<PodFact> pods, MeshIdentity mesh) {
            SortedSet<String> names = new TreeSet<>();
            pods.forEach(pod -> names.add(pod.name()));
            return new DetectedWorkload(
                    controller.kind(),
                    new DestinationRef(shard.cluster(), shard.namespace(), controller.name()),
                    controller.podLabels(),
                    controller.serviceAccount(),
                    controller.annotations(),
                    mesh.ref(),
                    mesh.type() == MeshType.ISTIO && pods.stream().anyMatch(IstioSidecars::isAmbient),
                    names);
        }
    }
}
