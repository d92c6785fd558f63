// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.RootFact;
import dev.weft.networking.policy.SignerSecret;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.networking.translate.trust.LetIn;
import dev.weft.networking.translate.trust.Rotation;
import dev.weft.networking.translate.trust.SharedRoot;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.translate.trust.Trustee;
import dev.weft.networking.translate.trust.Trustee.Besides;
import dev.weft.networking.translate.trust.Trustee.Seen;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what is known of the authorities of each VirtualMesh and of its root, for {@link Rotation} to say what comes next. What
 * stands on a cluster counts while its mesh is in the VirtualMesh, also where nothing can be drawn for it now.
 */
final class TrustPlans {

    private final World world;
    private final FoldedIndex<ObjectId, Ref, IssuedFact> issued;
    private final Derivation<Ref, Optional<TrustPlan>> plans;

    TrustPlans(Graph graph, World world) {
        this.world = world;
        issued = graph.fold(
                "issuedByVirtualMesh", world.issued, TrustPlans::byVirtualMesh, Comparator.comparing(IssuedFact::id));
        plans = graph.onDemand("trustPlans", this::plan);
    }

    private static Map<Ref, List<IssuedFact>> byVirtualMesh(IssuedFact fact) {
        Map<Ref, List<IssuedFact>> byVirtualMesh = new HashMap<>();
        for (Parent parent : fact.parents()) {
            if (fact.isBecauseOf(parent.ref())) {
                byVirtualMesh.put(parent.ref(), List.of(fact));
            }
        }
        return byVirtualMesh;
    }

    /** Empty where a VirtualMesh asks for no common root, or does not exist. */
    Optional<TrustPlan> of(Ref virtualMesh, Reads reads) {
        return reads.must(plans, virtualMesh);
    }

    /** The IssuedCertificates of ours that stand for meshes which a VirtualMesh names, ordered by id. */
    List<IssuedFact> authorities(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        Set<String> names = rules.members().stream().map(Ref::name).collect(Collectors.toSet());
        return reads.must(issued, virtualMesh).stream()
                .filter(fact -> names.contains(fact.id().name())
                        && world.taken(List.of(fact.id()), reads).isEmpty())
                .toList();
    }

    /** The IssuedCertificates that stand because of a VirtualMesh, ordered by id. */
    List<IssuedFact> issued(Ref virtualMesh, Reads reads) {
        return reads.must(issued, virtualMesh);
    }

    private Optional<TrustPlan> plan(Ref ref, Reads reads) {
        if (reads.look(world.virtualMeshes, ref).isEmpty()) {
            return Optional.empty();
        }
        VirtualMeshDecision decision = world.virtualMesh(ref, reads);
        if (!(decision.virtualMesh().rules().trust() instanceof TrustRules.Shared shared)) {
            return Optional.empty();
        }
        Ref secret = SignerSecret.of(ref, shared.root(), reads.of(world.scope).installNamespace());
        Optional<RootFact> fact = reads.look(world.roots, secret);
        boolean stands = reads.must(issued, ref).stream()
                .anyMatch(one -> one.trust().isPresent()
                        || (one.isStored() && !one.signer().equals(secret)));
        Optional<String> problem = fact.isEmpty() && stands
                ? Optional.of("Secret " + secret + " is not there, or is not in the namespace of the plane")
                : fact.flatMap(root -> problem(root, ref, shared.root()));
        Optional<SharedRoot> wanted = fact.filter(root -> problem.isEmpty())
                .flatMap(root -> bundle(root.bundle()))
                .map(bundle -> new SharedRoot(secret, bundle));
        return Optional.of(new TrustPlan(
                secret,
                wanted,
                problem,
                wanted.map(root -> Rotation.next(root, trustees(decision, root, reads))),
                restarts(ref, reads)));
    }

    /** Where certificates come into use by restarts only, or whether they do is not known, and why. */
    private List<Rotation.Wait> restarts(Ref ref, Reads reads) {
        List<Rotation.Wait> restarts = new ArrayList<>();
        for (IssuedFact fact : reads.must(issued, ref)) {
            if (fact.evidence().caCerts().isForeign()) {
                continue; // It is asked for first.
            }
            if (fact.isUnseen()) {
                restarts.add(
                        new Rotation.Wait(
                                fact.id().cluster(),
                                "cannot be looked at by its agent yet; see that its kinds are of the version of the agent, and the log of cert-agent there"));
            }
            if (!isTold(fact) && fact.isAdoptable() && ownRoots(fact.evidence()).isEmpty()) {
                restarts.add(
                        new Rotation.Wait(
                                fact.id().cluster(),
                                "signs with a root of its own, which its agent does not see; let it reach istiod on port 15012"));
            }
            fact.evidence()
                    .way()
                    .filter(way -> !way.problem().isEmpty() && !isOnlyPrepared(fact))
                    .filter(way -> fact.evidence()
                            .phase()
                            .filter(EvidencePhase.SERVED::equals)
                            .isEmpty())
                    .ifPresent(way -> restarts.add(new Rotation.Wait(
                            fact.id().cluster(),
                            "comes under the root by restarts, which cost requests: " + way.problem())));
        }
        restarts.sort(null);
        return restarts;
    }

    private static Optional<String> problem(RootFact fact, Ref virtualMesh, TrustRules.Root root) {
        boolean isUsable = switch (root) {
            case TrustRules.Root.Generated generated -> fact.isOf(virtualMesh);
            case TrustRules.Root.Provided provided -> fact.provided();
        };
        if (!isUsable) {
            return Optional.of("Secret " + fact.secret() + " is not there to sign for this VirtualMesh");
        }
        return fact.problem().isEmpty()
                ? Optional.empty()
                : Optional.of("Secret " + fact.secret() + ": " + fact.problem());
    }

    private List<Trustee> trustees(VirtualMeshDecision decision, SharedRoot wanted, Reads reads) {
        VirtualMeshRules rules = decision.virtualMesh().rules();
        List<Trustee> trustees = new ArrayList<>();
        for (IssuedFact fact : authorities(decision.ref(), rules, reads)) {
            boolean readable = isReadable(fact.id().cluster(), reads);
            (TakeOver.of(fact, rules.takeOver()) instanceof TakeOver.Goes(boolean told) && !told
                            ? Optional.of(foreign(fact, readable))
                            : TakeOver.isTakenBack(fact, rules.takeOver())
                                    ? Optional.<Trustee>empty()
                                    : trustee(fact, wanted, readable))
                    .ifPresent(trustees::add);
        }
        Set<String> told = trustees.stream().map(Trustee::cluster).collect(Collectors.toSet());
        Set<String> unread = new TreeSet<>();
        for (Ref member : rules.members()) {
            reads.look(world.meshes, member)
                    .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO && mesh.isPlaced())
                    .map(MeshFact::cluster)
                    .filter(cluster -> !told.contains(cluster) && isUnknown(cluster, reads))
                    .ifPresent(unread::add);
        }
        unread.forEach(cluster -> trustees.add(new Trustee.Unread(cluster)));
        return trustees;
    }

    /** Whether on each cluster of its meshes some agent has told what it sees. */
    boolean areAllSeen(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        List<IssuedFact> facts = authorities(virtualMesh, rules, reads);
        Set<String> seen = facts.stream()
                .filter(fact -> fact.evidence().given())
                .map(fact -> fact.id().cluster())
                .collect(Collectors.toSet());
        return facts.stream().allMatch(fact -> fact.evidence().given())
                && rules.members().stream()
                        .flatMap(member -> reads.look(world.meshes, member).stream())
                        .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO && mesh.isPlaced())
                        .allMatch(mesh -> seen.contains(mesh.cluster()));
    }

    private Optional<Knowledge> knowledge(String cluster, Reads reads) {
        return reads.look(world.clusters, cluster)
                .map(ClusterFact::knowledge)
                .map(knowledge -> knowledge.of(TrustKinds.ISSUED_CERTIFICATE));
    }

    private boolean isReadable(String cluster, Reads reads) {
        return knowledge(cluster, reads)
                .filter(Knowledge.Synced.class::isInstance)
                .isPresent();
    }

    private boolean isUnknown(String cluster, Reads reads) {
        return knowledge(cluster, reads)
                .filter(known -> !(known instanceof Knowledge.Unknown))
                .isEmpty();
    }

    /**
     * Empty for one that has no certificate yet: nobody trusts it, and it signs nothing. One whose agent tells no evidence is not told of
     * trust either: it would take that for another wish, and have a new certificate made.
     */
    private static Optional<Trustee> trustee(IssuedFact fact, SharedRoot wanted, boolean readable) {
        IssuedFact.Evidence evidence = fact.evidence();
        Optional<String> running = Optional.of(evidence.bundle()).filter(text -> !text.isEmpty());
        if (isTold(fact) ? isOnlyPrepared(fact) : fact.isAdoptable()) {
            return selfSigned(fact, wanted, readable);
        }
        if (fact.trust().isPresent()) {
            IssuedCertificateSpec.Trust trust = fact.trust().get();
            Optional<TrustBundle> bundle = bundle(trust.bundle() == null ? "" : trust.bundle());
            String signer = trust.signingRoot() == null ? "" : trust.signingRoot();
            return Optional.of(bundle.filter(all -> holds(all, signer))
                    .<Trustee>map(all -> new Trustee.Known(
                            fact.id(),
                            readable,
                            all,
                            signer,
                            fact.signer(),
                            new Seen(evidence.phase(), running, evidence.served(), evidence.lacking()),
                            besides(trust)))
                    .orElseGet(() -> new Trustee.Untold(
                            fact.id(),
                            "says of trust what cannot be read: see spec.trust of "
                                    + fact.id().words())));
        }
        if (!fact.isStored()) {
            return Optional.empty();
        }
        Seen seen = new Seen(Optional.empty(), running, evidence.served(), evidence.lacking());
        Optional<TrustBundle> there = running.flatMap(TrustPlans::bundle);
        if (evidence.given() && fact.rootsHash().equals(wanted.bundle().hash())) {
            TrustBundle bundle = there.filter(wanted.bundle()::equals).orElse(wanted.bundle());
            return Optional.of(new Trustee.Known(fact.id(), readable, bundle, wanted.sha256(), wanted.secret(), seen));
        }
        return Optional.of(there.filter(all -> holds(all, evidence.istiod()))
                .<Trustee>map(
                        all -> new Trustee.Known(fact.id(), readable, all, evidence.istiod(), fact.signer(), seen))
                .orElseGet(() -> new Trustee.Untold(
                        fact.id(), "has a certificate, and its agent does not say what is trusted there")));
    }

    /** One with a {@code cacerts} of somebody else that is to be taken over: it signs under the root that it has, and trusts what it hands out. */
    private static Trustee foreign(IssuedFact fact, boolean readable) {
        IssuedFact.Evidence evidence = fact.evidence();
        Seen seen = new Seen(Optional.empty(), Optional.of(evidence.bundle()), evidence.served(), evidence.lacking());
        return ownRoots(evidence)
                .<Trustee>map(there -> new Trustee.Known(
                        fact.id(),
                        readable,
                        there,
                        evidence.istiod(),
                        fact.signer(),
                        seen,
                        fact.trust().flatMap(TrustPlans::besides)))
                .orElseGet(() -> new Trustee.Untold(fact.id(), "does not say what is trusted there"));
    }

    /** The roots that istiod hands out; empty where it does not show a certificate under one of them. */
    private static Optional<TrustBundle> ownRoots(IssuedFact.Evidence evidence) {
        return bundle(evidence.bundle()).filter(own -> holds(own, evidence.istiod()));
    }

    private static boolean isTold(IssuedFact fact) {
        return fact.trust().isPresent();
    }

    /** Whether it was told what its mesh configuration is to trust, and nothing of a certificate. */
    private static boolean isOnlyPrepared(IssuedFact fact) {
        return fact.trust()
                .filter(trust -> trust.meshConfig() != null && isEmpty(trust.bundle()) && isEmpty(trust.signingRoot()))
                .isPresent();
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static Optional<Besides> besides(IssuedCertificateSpec.Trust trust) {
        IssuedCertificateSpec.MeshConfig wire = LetIn.without(trust).meshConfig();
        String name = wire == null || wire.configMap() == null
                ? null
                : wire.configMap().name();
        if (wire == null || name == null || name.isEmpty()) {
            return Optional.empty();
        }
        String roots = wire.roots() == null ? "" : wire.roots();
        return Optional.of(new Besides(name, roots, Optional.empty()));
    }

    /**
     * One whose istiod signs with a root that it has made. What it was told to trust stands in its mesh configuration; what it trusts by
     * itself stands in front. Empty while that is not seen.
     */
    private static Optional<Trustee> selfSigned(IssuedFact fact, SharedRoot wanted, boolean readable) {
        IssuedFact.Evidence evidence = fact.evidence();
        Optional<TrustBundle> own = ownRoots(evidence);
        Optional<Besides> told = fact.trust().flatMap(TrustPlans::besides);
        if (own.isEmpty()) {
            String why = "signs with a root of its own, which its agent does not see: " + evidence.lacking();
            return told.isPresent() ? Optional.of(new Trustee.Untold(fact.id(), why)) : Optional.empty();
        }
        List<Certificate> all = new ArrayList<>(own.get().roots());
        told.flatMap(there -> bundle(there.roots())).ifPresent(more -> all.addAll(more.roots()));
        TrustBundle trusted = TrustBundle.of(all);
        String configMap = told.map(Besides::configMap)
                .or(() -> evidence.way().map(IssuedFact.Way::configMap))
                .orElse("");
        return Optional.of(new Trustee.Known(
                fact.id(),
                readable,
                trusted,
                evidence.istiod(),
                fact.signer(),
                new Seen(
                        phase(evidence, own.get(), wanted),
                        Optional.of(trusted.text()),
                        evidence.served(),
                        lacking(evidence)),
                Optional.of(new Besides(configMap, told.map(Besides::roots).orElse(""), own))));
    }

    private static Optional<EvidencePhase> phase(IssuedFact.Evidence evidence, TrustBundle own, SharedRoot wanted) {
        return evidence.way()
                .filter(IssuedFact.Way::current)
                .map(way -> way.problem().isEmpty()
                                && wanted.bundle().roots().stream()
                                        .allMatch(root -> own.trusts(root)
                                                || way.trusted().contains(root.sha256()))
                        ? EvidencePhase.TRUSTED
                        : EvidencePhase.SPREADING);
    }

    private static List<String> lacking(IssuedFact.Evidence evidence) {
        return evidence.way()
                .filter(way -> !way.problem().isEmpty())
                .map(way -> List.of(way.problem()))
                .orElseGet(evidence::lacking);
    }

    private static boolean holds(TrustBundle bundle, String root) {
        return bundle.roots().stream().anyMatch(one -> one.sha256().equals(root));
    }

    private static Optional<TrustBundle> bundle(String pem) {
        try {
            return Optional.of(TrustBundle.read(pem));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }
}
