// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.networking.translate.trust.Rotation.Next;
import dev.weft.networking.translate.trust.Rotation.Told;
import dev.weft.networking.translate.trust.Trustee.Besides;
import dev.weft.networking.translate.trust.Trustee.Known;
import dev.weft.networking.translate.trust.Trustee.Seen;
import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A world in which a root is rotated, as one immutable state and the steps that are possible in it, one at a time and in any order: a write
 * of the plane, made from what it has heard and refused when that is not the newest; the news of a cluster reaching the plane; an agent that
 * writes what it was told; istiod and proxies that take it up; an agent that looks; a cluster that cannot be read, and back; another root
 * that is wanted. The plane has no state, so that it is restarted all the time. Roots are letters.
 */
record RotationModel(String wanted, String later, int outages, List<Cluster> clusters) {

    /**
     * A cluster.
     *
     * @param spec what its IssuedCertificate says
     * @param bundle what is really trusted there
     * @param signers roots over certificates that are really answered with; of two the second one is that of istiod
     * @param heard what the plane has heard of it last
     * @param own the root that its istiod has made, which is used until it is told to sign under another one; empty for none
     */
    record Cluster(
            Spec spec, String bundle, String signers, Evidence evidence, boolean readable, Heard heard, String own) {

        /** As far as the plane has heard. */
        boolean isSelfSigned() {
            return !own.isEmpty() && heard.spec().signer().equals(own);
        }
    }

    record Spec(int generation, String bundle, String signer) {}

    record Evidence(int generation, EvidencePhase phase, String bundle, String served) {}

    record Heard(Spec spec, Evidence evidence) {}

    /** A step and where it leads. */
    record Step(String what, RotationModel to) {}

    /** All sign under the same root, and nothing is on its way. */
    static RotationModel settled(int clusters, String root) {
        return of(Collections.nCopies(clusters, root));
    }

    /** One cluster for each root, which trusts what is listed and signs under the last one of the list. */
    static RotationModel of(List<String> bundles) {
        List<Cluster> clusters = new ArrayList<>();
        for (String bundle : bundles) {
            String signer = bundle.substring(bundle.length() - 1);
            Spec spec = new Spec(1, bundle, signer);
            Evidence evidence = new Evidence(1, EvidencePhase.SERVED, bundle, signer);
            clusters.add(new Cluster(spec, bundle, signer, evidence, true, new Heard(spec, evidence), ""));
        }
        return new RotationModel(bundles.getFirst(), "", 0, clusters);
    }

    /** Of some clusters istiod signs with the root that it has made, and nobody has told it anything. */
    RotationModel selfSigned(Integer... which) {
        List<Cluster> all = new ArrayList<>(clusters);
        for (int i : which) {
            Cluster one = all.get(i);
            all.set(
                    i,
                    new Cluster(
                            one.spec(),
                            one.bundle(),
                            one.signers(),
                            one.evidence(),
                            one.readable(),
                            one.heard(),
                            one.bundle()));
        }
        return new RotationModel(wanted, later, outages, all);
    }

    /** Some clusters have a {@code cacerts} that nobody has told them; their agents take it over with the first that they are told. */
    RotationModel foreign(Integer... which) {
        List<Cluster> all = new ArrayList<>(clusters);
        for (int i : which) {
            Cluster one = all.get(i);
            Evidence unasked = new Evidence(0, EvidencePhase.SERVED, one.bundle(), one.signers());
            all.set(
                    i,
                    new Cluster(
                            one.spec(),
                            one.bundle(),
                            one.signers(),
                            unasked,
                            one.readable(),
                            new Heard(one.spec(), unasked),
                            one.own()));
        }
        return new RotationModel(wanted, later, outages, all);
    }

    /** From the beginning. */
    RotationModel wanting(String root) {
        return new RotationModel(root, later, outages, clusters);
    }

    /** @param roots wanted one after the other, at any moment; {@code outages} how often a cluster may stop to answer */
    RotationModel with(String roots, int mostOutages) {
        return new RotationModel(wanted, roots, mostOutages, clusters);
    }

    /** The same, however often specs were written: what matters is whether one has been heard of, or looked at. */
    RotationModel normal() {
        List<Cluster> normal = new ArrayList<>();
        for (Cluster one : clusters) {
            int base = one.spec().generation();
            normal.add(new Cluster(
                    age(one.spec(), base),
                    one.bundle(),
                    one.signers(),
                    age(one.evidence(), base),
                    one.readable(),
                    new Heard(age(one.heard().spec(), base), age(one.heard().evidence(), base)),
                    one.own()));
        }
        return new RotationModel(wanted, later, outages, normal);
    }

    private static Spec age(Spec spec, int base) {
        return new Spec(Math.max(spec.generation() - base, -3), spec.bundle(), spec.signer());
    }

    private static Evidence age(Evidence evidence, int base) {
        return new Evidence(
                Math.max(evidence.generation() - base, -3), evidence.phase(), evidence.bundle(), evidence.served());
    }

    /** What the plane sees; the same always leads to the same plan, which is looked up when it was made before. */
    private record View(String wanted, List<Heard> heard, List<Boolean> readable, List<String> own) {}

    private static final Map<View, Next> PLANNED = new ConcurrentHashMap<>();

    Next plan() {
        RotationModel normal = normal();
        View view = new View(
                wanted,
                normal.clusters().stream().map(Cluster::heard).toList(),
                clusters.stream().map(Cluster::readable).toList(),
                clusters.stream().map(Cluster::own).toList());
        return PLANNED.computeIfAbsent(view, seen -> planned());
    }

    private Next planned() {
        List<Trustee> trustees = new ArrayList<>();
        for (int i = 0; i < clusters.size(); i++) {
            trustees.add(trustee(i));
        }
        return Rotation.next(Roots.wanted(wanted), trustees);
    }

    private Trustee trustee(int i) {
        Heard heard = clusters.get(i).heard();
        SortedSet<String> served = new TreeSet<>();
        for (String root : heard.evidence().served().split("")) {
            served.add(Roots.root(root).sha256());
        }
        boolean isCurrent = heard.evidence().generation() == heard.spec().generation();
        Seen seen = new Seen(
                isCurrent ? Optional.of(heard.evidence().phase()) : Optional.empty(),
                Optional.of(Roots.bundle(heard.evidence().bundle()).text()),
                served,
                List.of());
        if (clusters.get(i).isSelfSigned()) {
            return selfSigned(i, heard, seen);
        }
        return new Known(
                id(i),
                clusters.get(i).readable(),
                Roots.bundle(heard.spec().bundle()),
                Roots.root(heard.spec().signer()).sha256(),
                Roots.secret(heard.spec().signer()),
                seen);
    }

    /** It tells no more than that what it was told is trusted. */
    private Trustee selfSigned(int i, Heard heard, Seen seen) {
        TrustBundle bundle = Roots.bundle(heard.spec().bundle());
        TrustBundle own = Roots.bundle(clusters.get(i).own());
        List<Certificate> more = bundle.roots().subList(1, bundle.roots().size());
        return new Known(
                id(i),
                clusters.get(i).readable(),
                bundle,
                Roots.root(heard.spec().signer()).sha256(),
                Roots.secret(heard.spec().signer()),
                new Seen(
                        seen.phase().map(phase -> phase == EvidencePhase.SERVED ? EvidencePhase.TRUSTED : phase),
                        Optional.of(bundle.text()),
                        seen.served(),
                        List.of()),
                Optional.of(new Besides(
                        "istio", more.isEmpty() ? "" : TrustBundle.of(more).text(), Optional.of(own))));
    }

    static ObjectId id(int cluster) {
        return new ObjectId("cluster-" + cluster, TrustKinds.ISSUED_CERTIFICATE, "gloo-mesh", "istiod");
    }

    /** Every step that is possible now. Those that happen by themselves come first, sooner or later. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>(ownSteps());
        if (!later.isEmpty()) {
            steps.add(new Step(
                    "wanted " + later.charAt(0),
                    new RotationModel(later.substring(0, 1), later.substring(1), outages, clusters)));
        }
        for (int i = 0; i < clusters.size(); i++) {
            Cluster one = clusters.get(i);
            if (one.readable() && outages > 0) {
                steps.add(new Step(i + " is lost", lost(i)));
            }
        }
        return steps;
    }

    private RotationModel lost(int i) {
        Cluster one = clusters.get(i);
        return new RotationModel(wanted, later, outages - 1, clusters)
                .with(
                        i,
                        new Cluster(
                                one.spec(),
                                one.bundle(),
                                one.signers(),
                                one.evidence(),
                                false,
                                one.heard(),
                                one.own()));
    }

    /** Steps that happen sooner or later. */
    List<Step> ownSteps() {
        List<Step> steps = new ArrayList<>();
        Next plan = plan();
        for (int i = 0; i < clusters.size(); i++) {
            Cluster one = clusters.get(i);
            Told told = plan.told().get(id(i));
            Spec next = new Spec(one.spec().generation() + 1, Roots.names(told.bundle()), Roots.name(told.signer()));
            if (one.readable()
                    && one.heard().spec().equals(one.spec())
                    && !next.equals(new Spec(
                            next.generation(), one.spec().bundle(), one.spec().signer()))) {
                steps.add(step(i, "is told " + next, write(one, next)));
            }
            Heard news = new Heard(one.spec(), one.evidence());
            if (one.readable() && !one.heard().equals(news)) {
                steps.add(step(
                        i,
                        "is heard",
                        new Cluster(one.spec(), one.bundle(), one.signers(), one.evidence(), true, news, one.own())));
            }
            if (!one.readable()) {
                steps.add(step(
                        i,
                        "is back",
                        new Cluster(
                                one.spec(),
                                one.bundle(),
                                one.signers(),
                                one.evidence(),
                                true,
                                one.heard(),
                                one.own())));
            }
            agent(i, one).ifPresent(steps::add);
            if (one.signers().length() > 1) {
                steps.add(step(
                        i,
                        "renews proxies",
                        new Cluster(
                                one.spec(),
                                one.bundle(),
                                one.signers().substring(1),
                                one.evidence(),
                                one.readable(),
                                one.heard(),
                                one.own())));
            }
            Evidence evidence = look(one);
            if (!evidence.equals(one.evidence())) {
                steps.add(step(
                        i,
                        "is looked at",
                        new Cluster(
                                one.spec(),
                                one.bundle(),
                                one.signers(),
                                evidence,
                                one.readable(),
                                one.heard(),
                                one.own())));
            }
        }
        return steps;
    }

    private static Cluster write(Cluster one, Spec next) {
        return new Cluster(next, one.bundle(), one.signers(), one.evidence(), one.readable(), one.heard(), one.own());
    }

    private Step step(int i, String what, Cluster now) {
        return new Step(i + " " + what, with(i, now));
    }

    private RotationModel with(int i, Cluster now) {
        List<Cluster> all = new ArrayList<>(clusters);
        all.set(i, now);
        return new RotationModel(wanted, later, outages, all);
    }

    /** One write of cacerts: the bundle, and where another root is to sign the certificate in the same write. */
    private Optional<Step> agent(int i, Cluster one) {
        String signer = one.signers().substring(one.signers().length() - 1);
        boolean isOther = !signer.equals(one.spec().signer());
        if (!isOther && one.bundle().equals(one.spec().bundle())) {
            return Optional.empty();
        }
        String signers = isOther ? one.signers() + one.spec().signer() : one.signers();
        return Optional.of(step(
                i,
                "takes what it was told",
                new Cluster(
                        one.spec(),
                        one.spec().bundle(),
                        signers,
                        one.evidence(),
                        one.readable(),
                        one.heard(),
                        one.own())));
    }

    private static Evidence look(Cluster one) {
        boolean isTrusted = one.bundle().equals(one.spec().bundle());
        boolean isServed = isTrusted && one.signers().equals(one.spec().signer());
        EvidencePhase phase =
                isServed ? EvidencePhase.SERVED : isTrusted ? EvidencePhase.TRUSTED : EvidencePhase.SPREADING;
        return new Evidence(one.spec().generation(), phase, one.bundle(), one.signers());
    }

    /** Pairs of clusters, also of one with itself, between which calls fail: one does not trust what the other answers with. */
    Set<String> strangers() {
        Set<String> strangers = new TreeSet<>();
        for (int i = 0; i < clusters.size(); i++) {
            for (int j = 0; j < clusters.size(); j++) {
                for (String signer : clusters.get(j).signers().split("")) {
                    if (!clusters.get(i).bundle().contains(signer)) {
                        strangers.add(Math.min(i, j) + " and " + Math.max(i, j));
                    }
                }
            }
        }
        return strangers;
    }

    /** Whether a running istiod takes each text that is written over the one that it has. */
    List<String> refusedTexts(RotationModel before) {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < clusters.size(); i++) {
            String from = before.clusters().get(i).bundle();
            String to = clusters.get(i).bundle();
            if (!to.contains(from) && !from.contains(to)) {
                refused.add(i + ": " + from + " -> " + to);
            }
        }
        return refused;
    }

    /** The same of the plane's texts, byte for byte. */
    List<String> refusedBytes() {
        List<String> refused = new ArrayList<>();
        Map<ObjectId, TrustBundle> before = new HashMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            before.put(id(i), Roots.bundle(clusters.get(i).heard().spec().bundle()));
        }
        plan().told().forEach((id, told) -> {
            TrustBundle there = before.get(id);
            if (there != null && !told.bundle().isTakenAfter(there)) {
                refused.add(id.cluster());
            }
        });
        return refused;
    }

    /** What a rotation is to end in. */
    boolean isDone() {
        return clusters.stream()
                .allMatch(one -> one.bundle().equals(wanted)
                        && wanted.endsWith(one.signers())
                        && one.spec().bundle().equals(wanted));
    }
}
