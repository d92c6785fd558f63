// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.RootFact;
import dev.weft.networking.policy.SignerSecret;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.trust.Rotation;
import dev.weft.networking.translate.trust.SharedRoot;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.translate.trust.Trustee;
import dev.weft.networking.translate.trust.Trustee.Seen;
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
                secret, wanted, problem, wanted.map(root -> Rotation.next(root, trustees(decision, root, reads)))));
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
        List<Ref> members = decision.virtualMesh().rules().members();
        Set<String> names = members.stream().map(Ref::name).collect(Collectors.toSet());
        List<Trustee> trustees = new ArrayList<>();
        for (IssuedFact fact : reads.must(issued, decision.ref())) {
            boolean isOurs = world.taken(List.of(fact.id()), reads).isEmpty();
            if (isOurs && names.contains(fact.id().name())) {
                trustee(fact, wanted, isReadable(fact.id().cluster(), reads)).ifPresent(trustees::add);
            }
        }
        Set<String> told = trustees.stream().map(Trustee::cluster).collect(Collectors.toSet());
        Set<String> unread = new TreeSet<>();
        for (Ref member : members) {
            reads.look(world.meshes, member)
                    .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO && mesh.isPlaced())
                    .map(MeshFact::cluster)
                    .filter(cluster -> !told.contains(cluster) && isUnknown(cluster, reads))
                    .ifPresent(unread::add);
        }
        unread.forEach(cluster -> trustees.add(new Trustee.Unread(cluster)));
        return trustees;
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
                            new Seen(evidence.phase(), running, evidence.served(), evidence.lacking())))
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
