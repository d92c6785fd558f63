// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.networking.translate.trust.Trustee.Besides;
import dev.weft.networking.translate.trust.Trustee.Known;
import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Brings all authorities of a VirtualMesh under one root, so that at every moment each trusts the root of each other (I5). Nothing is
 * remembered: what is to be said to each of them next follows from the wanted root, from what was said to them last and from what their
 * agents see. So it starts in any state, also in that of a rotation that was interrupted, and the way back is the same way with the other
 * root wanted.
 *
 * <ol>
 *   <li>UNION: the wanted root is put behind what a cluster trusts, with every other root that somebody signs under
 *   <li>SIGN: when all are seen to trust it, one cluster signs under it, and when that is seen to be served, the others. The root is written
 *       once more, which is what makes istiod hand it out and proxies ask for certificates at once
 *   <li>DROP: when all are readable and seen to serve certificates under it, all other roots go
 * </ol>
 *
 * <p>A mesh whose istiod signs with a root that it has made itself goes the same way: what it is told to trust stands in its mesh
 * configuration (UNION), which its proxies take while they run, until istiod has a certificate and a bundle with all of that (SIGN); it goes
 * from there with the other roots (DROP).
 *
 * <p>A text that ends with the wanted root was written since it is wanted, or is followed by texts that keep it: whatever a late view of a
 * cluster hides, the root is trusted there. That is why UNION writes the root at the end even where it is trusted already, as on the way back.
 */
public final class Rotation {

    private final SharedRoot wanted;
    private final List<Trustee> trustees;
    private final List<Known> known;
    private final TrustBundle needed;

    /** How far a VirtualMesh has come. */
    public enum Phase {
        /** Not all trust the wanted root. */
        UNION,
        /** All trust it, and not all serve certificates under it. */
        SIGN,
        /** All serve certificates under it, and some trust others besides. */
        DROP,
        /** All were told to trust nothing else, and not all are seen to do so. */
        VERIFY,
        /** All trust it and no other, and serve certificates under it. */
        SHARED
    }

    /**
     * What an authority is to be told.
     *
     * @param besides what its mesh configuration is to trust; where that tells what is trusted by itself, istiod is to have no certificate
     *     yet, and {@code bundle} and {@code signer} only say what is in effect without it
     */
    public record Told(TrustBundle bundle, String signer, Ref secret, Optional<Besides> besides) {
        Told(TrustBundle bundle, String signer, Ref secret) {
            this(bundle, signer, secret, Optional.empty());
        }

        /** Whether istiod is to have a certificate that says so. */
        public boolean isSigned() {
            return besides.flatMap(Besides::own).isEmpty();
        }
    }

    /**
     * What is being waited for.
     *
     * @param cluster where
     * @param what for people
     */
    public record Wait(String cluster, String what) implements Comparable<Wait> {
        private static final Comparator<Wait> ORDER =
                Comparator.comparing(Wait::cluster).thenComparing(Wait::what);

        @Override
        public int compareTo(Wait other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * The next step.
     *
     * @param told by IssuedCertificate what it is to say, for each that is known
     * @param newcomer what one that has no authority yet is to be told; empty while it would not be trusted
     * @param waits ordered
     */
    public record Next(Phase phase, SortedMap<ObjectId, Told> told, Optional<Told> newcomer, List<Wait> waits) {
        public Next {
            told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
            waits = List.copyOf(waits);
        }
    }

    private Rotation(SharedRoot wanted, Collection<Trustee> trustees) {
        this.wanted = wanted;
        this.trustees = List.copyOf(trustees);
        this.known = this.trustees.stream()
                .filter(Known.class::isInstance)
                .map(Known.class::cast)
                .sorted(Comparator.comparing(Known::id))
                .toList();
        this.needed = needed();
    }

    /** @param trustees all authorities of the VirtualMesh, also those that cannot be told anything now */
    public static Next next(SharedRoot wanted, Collection<Trustee> trustees) {
        return new Rotation(wanted, trustees).next();
    }

    private Next next() {
        SortedMap<ObjectId, Told> told = new TreeMap<>();
        Set<ObjectId> mayBeSigned = mayBeSigned();
        known.forEach(one -> told.put(one.id(), besides(one, told(one, mayBeSigned))));
        boolean isWelcome = known.stream().allMatch(this::trusts);
        TrustBundle first = needed.equals(wanted.bundle()) ? wanted.bundle() : needed;
        Optional<Told> newcomer =
                isWelcome ? Optional.of(new Told(first, wanted.sha256(), wanted.secret())) : Optional.empty();
        Phase phase = phase();
        return new Next(phase, told, newcomer, waits(phase));
    }

    private Told told(Known one, Set<ObjectId> mayBeSigned) {
        if (!isPrepared(one)) {
            TrustBundle bundle = mayGrow(one) ? wanted.addedTo(one.bundle(), needed) : one.bundle();
            return new Told(bundle, one.signer(), secret(one));
        }
        if (!isUnder(one)) {
            return mayBeSigned.contains(one.id())
                    ? new Told(one.bundle().repeat(wanted.root()), wanted.sha256(), wanted.secret())
                    : new Told(one.bundle(), one.signer(), one.secret());
        }
        TrustBundle bundle = isLast(one) || !mayDrop()
                ? one.bundle()
                : one.bundle().cutTo(wanted.bundle()).orElse(one.bundle());
        return new Told(bundle, one.signer(), wanted.secret());
    }

    /** The mesh configuration keeps what it was told until all is dropped: by then the bundle of istiod has long had it. */
    private Told besides(Known one, Told told) {
        if (one.besides().isEmpty()) {
            return told;
        }
        Besides there = one.besides().get();
        if (there.own().isEmpty()) {
            return told.bundle().equals(wanted.bundle()) ? told : with(told, there);
        }
        if (told.signer().equals(wanted.sha256())) {
            return with(told, new Besides(there.configMap(), there.roots(), Optional.empty()));
        }
        List<Certificate> all = told.bundle().roots();
        List<Certificate> more = all.subList(there.own().get().roots().size(), all.size());
        String text = more.isEmpty() ? "" : TrustBundle.of(more).text();
        return with(told, new Besides(there.configMap(), text, there.own()));
    }

    private static Told with(Told told, Besides besides) {
        return new Told(told.bundle(), told.signer(), told.secret(), Optional.of(besides));
    }

    private Ref secret(Known one) {
        return isUnder(one) ? wanted.secret() : one.secret();
    }

    /** Every root that somebody signs under, may still sign under, or is to sign under, as far as anybody trusts it. */
    private TrustBundle needed() {
        Set<String> hashes = new TreeSet<>();
        Map<String, Certificate> roots = new TreeMap<>();
        for (Known one : known) {
            hashes.add(one.signer());
            hashes.addAll(one.seen().served());
            one.bundle().roots().forEach(root -> roots.put(root.sha256(), root));
        }
        Set<Certificate> all = new LinkedHashSet<>();
        hashes.stream()
                .filter(hash -> roots.containsKey(hash))
                .map(roots::get)
                .filter(root -> !wanted.bundle().trusts(root))
                .forEach(all::add);
        all.addAll(wanted.bundle().roots());
        return TrustBundle.of(List.copyOf(all));
    }

    /** It was told to trust all that is needed. */
    private boolean isPrepared(Known one) {
        return wanted.isPreparedIn(one.bundle()) && needed.roots().stream().allMatch(one.bundle()::trusts);
    }

    /** It is seen to trust all that is needed. What a cluster that does not answer was seen to trust it still trusts. */
    private boolean trusts(Known one) {
        return isPrepared(one) && one.seen().isTrusted();
    }

    /** An istiod that has not taken the last text yet takes a longer one only where the last one was longer too. */
    private static boolean mayGrow(Known one) {
        return one.seen().isTrusted()
                || one.seen().bundle().filter(one.bundle().text()::contains).isPresent();
    }

    /** It was told to sign under the wanted root. */
    private boolean isUnder(Known one) {
        return one.signer().equals(wanted.sha256());
    }

    private boolean isLast(Known one) {
        return one.bundle().equals(wanted.bundle());
    }

    private boolean allAre(Predicate<Known> are) {
        return known.size() == trustees.size() && known.stream().allMatch(are);
    }

    /** None before all trust the wanted root, whether they can be read or not: they are called all the same. One goes ahead. */
    private Set<ObjectId> mayBeSigned() {
        boolean all = allAre(this::trusts);
        List<Known> others = known.stream()
                .filter(one -> !isUnder(one) && (all || (one.isSelfSigned() && mayBeAdopted())))
                .toList();
        if (others.isEmpty()) {
            return Set.of();
        }
        List<Known> ahead =
                known.stream().filter(one -> isUnder(one) && !one.isApart()).toList();
        if (ahead.stream().anyMatch(one -> one.seen().isServed())) {
            return new TreeSet<>(others.stream().map(Known::id).toList());
        }
        return ahead.stream().anyMatch(Known::readable)
                ? Set.of()
                : others.stream()
                        .filter(Known::readable)
                        .findFirst()
                        .map(one -> Set.of(one.id()))
                        .orElse(Set.of());
    }

    /** Those that are told nothing of trust, or have taken nothing of it, do not trust one that signs for itself anyway. */
    private boolean mayBeAdopted() {
        return known.stream().filter(one -> !one.isApart()).allMatch(this::trusts)
                && trustees.stream().noneMatch(Trustee.Unread.class::isInstance);
    }

    private boolean mayDrop() {
        return allAre(one ->
                one.readable() && isUnder(one) && trusts(one) && one.seen().isServed());
    }

    private Phase phase() {
        if (allAre(one -> isUnder(one) && isLast(one))) {
            return allAre(one -> one.seen().isServed()) ? Phase.SHARED : Phase.VERIFY;
        }
        if (allAre(one -> isUnder(one) && isPrepared(one))
                && (known.stream().anyMatch(this::isLast)
                        || allAre(one -> one.seen().isServed()))) {
            return Phase.DROP;
        }
        boolean anySigns = known.stream().anyMatch(one -> isUnder(one) && !isLast(one));
        return allAre(this::trusts) || (anySigns && allAre(this::isPrepared)) ? Phase.SIGN : Phase.UNION;
    }

    private List<Wait> waits(Phase phase) {
        List<Wait> waits = new ArrayList<>();
        for (Trustee trustee : trustees) {
            switch (trustee) {
                case Trustee.Unread unread ->
                    waits.add(new Wait(unread.cluster(), "has not been read; nobody knows what it trusts"));
                case Trustee.Untold untold -> waits.add(new Wait(untold.cluster(), untold.why()));
                case Known one -> wait(one, phase).ifPresent(what -> waits.add(new Wait(one.cluster(), what)));
            }
        }
        waits.sort(null);
        return waits;
    }

    private Optional<String> wait(Known one, Phase phase) {
        String silent = one.readable() ? "" : "cannot be read; when it was last, it ";
        String lacking = one.seen().lacking().isEmpty()
                ? ""
                : ": " + String.join("; ", one.seen().lacking());
        if (isUnder(one) && one.besides().isPresent() && !one.seen().isTrusted()) {
            return Optional.of(silent
                    + "comes under the root when istiod is restarted with its certificate: that is for you to do"
                    + " unless autoRestartPods is true; its IssuedCertificate says whether it has one" + lacking);
        }
        if (phase == Phase.UNION) {
            return trusts(one)
                    ? Optional.empty()
                    : Optional.of(
                            silent + (isPrepared(one) ? "spreads" : "has not been told") + " the new root" + lacking);
        }
        boolean isDone = isUnder(one) && one.seen().isServed();
        if (!isDone) {
            return Optional.of(
                    silent + (isUnder(one) ? "replaces its certificates" : "signs under another root yet") + lacking);
        }
        return phase != Phase.SHARED && !one.readable()
                ? Optional.of("cannot be read; no root is dropped before it can")
                : Optional.empty();
    }
}
