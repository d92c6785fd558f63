// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.shared.ObjectRef;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.policy.SignerSecret;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.TakeOverRules;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.trust.IssuedCertificates;
import dev.weft.networking.translate.trust.LetIn;
import dev.weft.networking.translate.trust.MeshAuthority;
import dev.weft.networking.translate.trust.PodBounceDirectives;
import dev.weft.networking.translate.trust.Rotation;
import dev.weft.networking.translate.trust.SpiffeId;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws what the agent of a mesh is told about certificates, for a VirtualMesh with a common root. What stands is kept while the
 * VirtualMesh still asks for it and it cannot be drawn (BUG-36): new trust material cuts off whoever holds the old one.
 */
final class MeshTrust {

    private final World world;
    private final TrustPlans plans;
    private final FoldedIndex<ShardId, String, ConfigFact> standing;
    private final OutputWriter writer = new OutputWriter();

    /** @param plans which root the authorities of each VirtualMesh are to be under, and what they are to trust meanwhile */
    MeshTrust(Graph graph, World world, TrustPlans plans) {
        this.world = world;
        this.plans = plans;
        standing = graph.fold(
                "standingTrust",
                world.configs,
                shard -> FoldedIndex.groupBy(
                        shard.objects().stream()
                                .filter(object ->
                                        TrustKinds.WRITTEN.contains(object.id().kind()))
                                .toList(),
                        object -> object.id().name()),
                Comparator.naturalOrder());
    }

    MeshOutputs of(Ref ref, Reads reads) {
        Optional<Membership> membership = world.membership(ref, reads);
        if (membership.isEmpty()) {
            List<ObjectId> kept = world.virtualMeshOf(ref, reads)
                    .filter(decision -> decision.isAccepted(ref)
                            && decision.virtualMesh().rules().trust() instanceof TrustRules.Shared)
                    .map(decision -> standing(ref, decision.ref(), reads))
                    .orElse(List.of());
            return kept.isEmpty() ? MeshOutputs.NONE : new MeshOutputs(List.of(), kept, new TreeMap<>(), List.of());
        }
        return membership.get().trust() instanceof TrustRules.Shared shared
                ? new Drawing(reads.must(world.meshes, ref), membership.get(), shared, reads).drawn()
                : MeshOutputs.NONE;
    }

    /** What was written for a mesh because of a VirtualMesh, wherever that was. */
    private List<ObjectId> standing(Ref mesh, Ref virtualMesh, Reads reads) {
        Parent parent = parent(virtualMesh);
        return reads.must(standing, mesh.name()).stream()
                .filter(object -> object.parents().stream()
                        .anyMatch(known -> known.kind().equals(parent.kind())
                                && known.ref().equals(virtualMesh)))
                .map(ConfigFact::id)
                .toList();
    }

    private static Parent parent(Ref virtualMesh) {
        return new Parent(Subjects.virtualMesh(virtualMesh).apiVersion(), "VirtualMesh", virtualMesh);
    }

    /** Of an IssuedCertificate, what has to do with roots. */
    private record Saying(Ref signer, Optional<IssuedCertificateSpec.Trust> trust) {
        static Saying of(Rotation.Told told, String namespace, Optional<String> takeOver) {
            IssuedCertificateSpec.@Nullable MeshConfig meshConfig = told.besides()
                    .filter(besides -> !besides.roots().isEmpty())
                    .map(besides -> new IssuedCertificateSpec.MeshConfig(
                            new ObjectRef(besides.configMap(), namespace), besides.roots(), null))
                    .orElse(null);
            if (told.isSigned()) {
                return new Saying(
                        told.secret(),
                        Optional.of(new IssuedCertificateSpec.Trust(
                                told.bundle().text(), told.signer(), meshConfig, takeOver.orElse(null))));
            }
            return new Saying(
                    told.secret(),
                    Optional.ofNullable(meshConfig)
                            .map(roots -> new IssuedCertificateSpec.Trust(null, null, roots, null)));
        }
    }

    /** What is drawn for one mesh. */
    private final class Drawing {
        private final MeshFact mesh;
        private final Membership membership;
        private final TrustRules.Shared trust;
        private final Reads reads;
        private final OutputMeta meta;
        private final List<Rendered> outputs = new ArrayList<>();
        private final TreeSet<ObjectId> held = new TreeSet<>();
        private final List<String> failures = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Drawing(MeshFact mesh, Membership membership, TrustRules.Shared trust, Reads reads) {
            this.mesh = mesh;
            this.membership = membership;
            this.trust = trust;
            this.reads = reads;
            this.meta = world.outputMeta(mesh.cluster(), reads);
        }

        MeshOutputs drawn() {
            draw();
            outputs.sort(null);
            SortedMap<Ref, List<String>> byVirtualMesh = new TreeMap<>();
            if (!failures.isEmpty()) {
                byVirtualMesh.put(membership.virtualMesh(), failures);
            }
            return new MeshOutputs(outputs, List.copyOf(held), byVirtualMesh, findings);
        }

        private void draw() {
            List<MeshFact> beside = beside();
            Ref owner = owner(beside);
            if (!owner.equals(membership.virtualMesh())) {
                fail(
                        NetworkingFinding.AUTHORITY_TAKEN,
                        "Mesh " + mesh.ref() + " gets no certificate: all istiods in namespace " + mesh.namespace()
                                + " of cluster " + mesh.cluster() + " have one authority, and VirtualMesh " + owner
                                + ", which is older or has the smaller key, gives it to them");
                return;
            }
            boolean isFirst = beside.stream()
                    .filter(this::isOurs)
                    .findFirst()
                    .filter(mesh::equals)
                    .isPresent();
            if (!isFirst) {
                return; // It is drawn for the first.
            }
            Optional<String> agent = mesh.istiod().agentNamespace();
            List<GroupKind> missing = TrustKinds.missing(world.served(mesh.cluster(), reads));
            if (agent.isEmpty()) {
                keep(
                        NetworkingFinding.AGENT_MISSING,
                        "Mesh " + mesh.ref() + " gets no certificate: no cert-agent was found on cluster "
                                + mesh.cluster());
            } else if (!missing.isEmpty()) {
                keep(
                        NetworkingFinding.AGENT_KINDS_MISSING,
                        "Mesh " + mesh.ref() + " gets no certificate: cluster " + mesh.cluster() + " does not serve "
                                + missing.stream().map(GroupKind::kind).toList() + " of "
                                + missing.getFirst().group() + "/" + TrustKinds.VERSIONS.getFirst());
            } else {
                draw(authority(beside), agent.get());
            }
        }

        /** The Istio meshes in the namespace of this one, itself included. */
        private List<MeshFact> beside() {
            return reads.must(world.meshesByCluster, mesh.cluster()).stream()
                    .filter(other -> other.type() == MeshFact.Type.ISTIO
                            && other.namespace().equals(mesh.namespace()))
                    .toList();
        }

        /**
         * Whose root the authority of the namespace is under: a VirtualMesh that comes later does not take it from one that was there, nor
         * while that one is not in effect.
         */
        private Ref owner(List<MeshFact> beside) {
            return beside.stream()
                    .flatMap(other -> world.virtualMeshOf(other.ref(), reads).stream())
                    .map(VirtualMeshDecision::virtualMesh)
                    .filter(virtualMesh -> virtualMesh.rules().trust() instanceof TrustRules.Shared)
                    .map(VirtualMeshFact::meta)
                    .min(PolicyMeta.BY_AGE)
                    .map(PolicyMeta::ref)
                    .orElse(membership.virtualMesh());
        }

        private boolean isOurs(MeshFact other) {
            return world.membership(other.ref(), reads)
                    .filter(theirs -> theirs.virtualMesh().equals(membership.virtualMesh()))
                    .isPresent();
        }

        /** The VirtualMesh in effect on a mesh, where that gives it an authority. */
        private Optional<Membership> trustOf(MeshFact other) {
            return world.membership(other.ref(), reads).filter(theirs -> theirs.trust() instanceof TrustRules.Shared);
        }

        private MeshAuthority authority(List<MeshFact> beside) {
            List<MeshFact> ours = new ArrayList<>();
            for (MeshFact other : beside) {
                if (isOurs(other)) {
                    ours.add(other);
                } else if (trustOf(other).isEmpty()) {
                    tell(
                            NetworkingFinding.AUTHORITY_SHARED,
                            "Mesh " + other.ref() + " is not of this VirtualMesh and is in namespace "
                                    + mesh.namespace() + " of cluster " + mesh.cluster() + " like Mesh " + mesh.ref()
                                    + ", so it gets the same authority");
                }
            }
            return new MeshAuthority(ours);
        }

        private void draw(MeshAuthority authority, String agentNamespace) {
            Optional<String> nobody = authority.identities().stream()
                    .filter(identity -> !SpiffeId.isOne(identity))
                    .findFirst();
            if (nobody.isPresent()) {
                keep(
                        NetworkingFinding.IDENTITY_INVALID,
                        "Mesh " + mesh.ref() + " gets no certificate: its istiod would be " + nobody.get()
                                + ", which is no identity");
                return;
            }
            Optional<ObjectId> restarts = Optional.empty();
            List<ObjectId> wanted = new ArrayList<>(List.of(id(TrustKinds.ISSUED_CERTIFICATE, agentNamespace)));
            Optional<PodBounceDirectiveSpec> directive = directive(authority, wanted.getFirst());
            if (directive.isPresent()) {
                restarts = Optional.of(id(TrustKinds.POD_BOUNCE_DIRECTIVE, agentNamespace));
                wanted.add(restarts.get());
            }
            if (isHeldByOthers(wanted)) {
                return;
            }
            Optional<Saying> saying = saying(wanted.getFirst()).map(said -> lettingIn(said, wanted.getFirst()));
            if (saying.isEmpty()) {
                tell(
                        NetworkingFinding.AUTHORITY_WAITS,
                        "Mesh " + mesh.ref()
                                + " gets no certificate before all other meshes trust the root that it would be"
                                + " under");
                return;
            }
            Optional<Ref> restartsRef = restarts.map(id -> new Ref(id.namespace(), id.name()));
            write(
                    wanted.getFirst(),
                    IssuedCertificates.of(
                            authority,
                            saying.get().signer(),
                            restartsRef,
                            saying.get().trust()),
                    restarts.stream().toList());
            if (restarts.isPresent()) {
                write(restarts.get(), directive.get(), List.of());
            }
        }

        /**
         * Who signs and what is trusted. What was said of it stays while the root is not known, or what is trusted there is not. Empty while
         * nothing is said to one that is new.
         */
        private Optional<Saying> saying(ObjectId id) {
            Optional<TrustPlan> plan = plans.of(membership.virtualMesh(), reads);
            Optional<Rotation.Next> next = plan.flatMap(TrustPlan::next);
            Optional<Rotation.Told> told = next.map(all -> all.told().get(id));
            Optional<IssuedFact> stands =
                    reads.look(world.issued, id).filter(fact -> fact.isBecauseOf(membership.virtualMesh()));
            TakeOverRules asked = world.virtualMesh(membership.virtualMesh(), reads)
                    .virtualMesh()
                    .rules()
                    .takeOver();
            if (told.isPresent()) {
                return told.map(one ->
                        Saying.of(one, mesh.namespace(), stands.flatMap(there -> TakeOver.toTell(there, asked, one))));
            }
            String plane = reads.of(world.scope).installNamespace();
            Ref secret = SignerSecret.of(membership.virtualMesh(), trust.root(), plane);
            if (stands.isPresent()) {
                IssuedFact there = stands.get();
                if (next.isPresent() && TakeOver.isTakenBack(there, asked)) {
                    return Optional.of(takenBack(there));
                }
                Optional<Rotation.Told> newcomer =
                        next.flatMap(Rotation.Next::newcomer).filter(first -> comesBetweenRoots(there, first, plan));
                if (newcomer.isPresent()) {
                    return newcomer.map(one -> Saying.of(one, mesh.namespace(), Optional.empty()));
                }
                boolean stays = there.trust().isPresent() || there.isStored();
                return Optional.of(new Saying(stays ? there.signer() : secret, there.trust()));
            }
            // Its agent says first what is there, and what it takes to come under the root.
            return next.filter(all -> all.newcomer().isEmpty()).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Saying(secret, Optional.empty()));
        }

        /** As before its agent was told to take over what somebody else has made. */
        private static Saying takenBack(IssuedFact there) {
            return new Saying(
                    there.signer(),
                    there.trust()
                            .filter(said -> said.meshConfig() != null)
                            .map(said -> new IssuedCertificateSpec.Trust(null, null, said.meshConfig(), null)));
        }

        private Saying lettingIn(Saying said, ObjectId id) {
            return new Saying(
                    said.signer(),
                    said.trust()
                            .map(roots -> reads.look(world.issued, id)
                                    .map(fact -> TrustDomains.told(roots, trust, fact, mesh, membership.members()))
                                    .orElseGet(() -> LetIn.without(roots))));
        }

        /** One that has to be restarted starts with all roots that others are under while these are changed. */
        private boolean comesBetweenRoots(IssuedFact there, Rotation.Told first, Optional<TrustPlan> plan) {
            return there.trust().isEmpty()
                    && !there.isStored()
                    && there.evidence().way().isPresent()
                    && !there.evidence().caCerts().isForeign()
                    && !there.isAdoptable()
                    && plan.flatMap(TrustPlan::wanted)
                            .filter(wanted -> !wanted.bundle().equals(first.bundle()))
                            .isPresent();
        }

        private Optional<PodBounceDirectiveSpec> directive(MeshAuthority authority, ObjectId certificate) {
            if (!trust.restartsPods()) {
                return Optional.empty();
            }
            // Proxies that take roots while they run take certificates as well; istiod takes the first one when it
            // starts.
            boolean isOpen = reads.look(world.issued, certificate)
                    .filter(fact -> isAdopted(fact)
                            || fact.evidence()
                                    .way()
                                    .filter(IssuedFact.Way::isOpen)
                                    .isPresent())
                    .isPresent();
            if (isOpen) {
                return PodBounceDirectives.ofIstiods(authority).spec();
            }
            List<WorkloadFact> workloads = authority.meshes().stream()
                    .flatMap(one -> reads.must(world.workloadsByMesh, one.ref()).stream())
                    .toList();
            PodBounceDirectives.Restarts restarts = PodBounceDirectives.of(authority, workloads);
            restarts.leftOut()
                    .forEach(what -> tell(
                            NetworkingFinding.RESTART_LEFT_OUT,
                            "after a new certificate the agent does not restart " + what));
            return restarts.spec();
        }

        /** Its proxies have taken roots already, whatever is seen while istiod is restarted. */
        private static boolean isAdopted(IssuedFact fact) {
            return fact.trust()
                    .map(LetIn::without)
                    .filter(said -> said.meshConfig() != null)
                    .isPresent();
        }

        private ObjectId id(GroupKind kind, String agentNamespace) {
            return new ObjectId(mesh.cluster(), kind, agentNamespace, mesh.ref().name());
        }

        /** Neither of the two is written without the other: one would follow what somebody else says. */
        private boolean isHeldByOthers(List<ObjectId> wanted) {
            Map<ObjectId, String> holders = new HashMap<>(world.taken(wanted, reads));
            reads.must(world.meshesByCluster, mesh.cluster()).stream()
                    .filter(other -> other.ref().name().equals(mesh.ref().name())
                            && other.ref().compareTo(mesh.ref()) < 0
                            && trustOf(other).isPresent())
                    .findFirst()
                    .ifPresent(other -> wanted.forEach(
                            id -> holders.putIfAbsent(id, "Mesh " + other.ref() + " has an object of that name")));
            if (holders.isEmpty()) {
                return false;
            }
            held.addAll(wanted);
            NotWritten.of(wanted, holders).forEach((id, why) -> fail(NetworkingFinding.NAME_TAKEN, why));
            return true;
        }

        private void write(ObjectId id, Object spec, List<ObjectId> referents) {
            outputs.add(writer.write(id, meta, spec, List.of(parent(membership.virtualMesh())), referents));
        }

        private void keep(NetworkingFinding code, String message) {
            held.addAll(standing(mesh.ref(), membership.virtualMesh(), reads));
            tell(code, message + (held.isEmpty() ? "" : "; what stands there is kept"));
        }

        private void fail(NetworkingFinding code, String message) {
            failures.add(message);
            tell(code, message);
        }

        private void tell(NetworkingFinding code, String message) {
            findings.add(Finding.of(code, Subjects.virtualMesh(membership.virtualMesh()), message)
                    .onTarget(mesh.ref().key())
                    .onCluster(mesh.cluster()));
        }
    }
}
