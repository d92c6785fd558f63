// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateStatus.CaCertsSeen;
import dev.weft.pki.CaCerts;
import dev.weft.pki.ChainVerdict;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a {@code cacerts} that somebody else has made may become ours, and how. Where its own root is to go on signing, key, certificate
 * and chain stay and only what is trusted grows, so that istiod and all who were signed by it go on; else it is replaced by a certificate of
 * the issuer.
 */
public final class TakingOver {

    private final World world;
    private final Held.Foreign foreign;
    private final Instant now;

    private TakingOver(World world, Held.Foreign foreign, Instant now) {
        this.world = world;
        this.foreign = foreign;
        this.now = now;
    }

    static TakingOver of(World world, Held.Foreign foreign, Instant now) {
        return new TakingOver(world, foreign, now);
    }

    /**
     * What the management side is told of it; empty where the {@code cacerts} neither is nor was somebody else's.
     *
     * @param handedOut text of the roots that istiod hands out; may be empty
     */
    public static Optional<CaCertsSeen> seen(World world, String handedOut, Instant now) {
        return switch (world.caCerts()) {
            case Held.Absent absent -> Optional.empty();
            case Held.Ours ours ->
                Optional.of(ours.annotation(Marks.TAKEN_OVER))
                        .filter(root -> !root.isEmpty())
                        .map(root -> new CaCertsSeen(null, null, root));
            case Held.Foreign foreign ->
                Optional.of(new CaCertsSeen(
                        foreign.root().isEmpty() ? null : foreign.root(),
                        of(world, foreign, now).problem(handedOut).orElse(null),
                        null));
        };
    }

    /** Why it is left alone, with what to do; empty where it is not. */
    Optional<String> whyNot() {
        String told = world.wanted().trust().takeOver();
        if (told.isEmpty()) {
            String root = foreign.root().isEmpty() ? "" : " (SHA-256 of its first root: " + foreign.root() + ")";
            return Optional.of("if it is not needed, back it up and delete it" + root);
        }
        if (!told.equals(foreign.root())) {
            return Optional.of("spec.trust.takeOver is for one whose first root is " + told + ", and its own is "
                    + (foreign.root().isEmpty() ? "none that can be read" : foreign.root()));
        }
        return unreplaceable().or(() -> isToBeKept() ? unusable().or(this::notHeld) : Optional.empty());
    }

    /** Why it would not be taken over although it were asked for. */
    private Optional<String> problem(String handedOut) {
        return unreplaceable().or(this::unusable).or(() -> notInUse(handedOut));
    }

    /** What is to be trusted later begins with what istiod hands out, and must hold what is stored. */
    private Optional<String> notInUse(String handedOut) {
        return handedOut.isEmpty()
                        || foreign.caCerts()
                                .filter(theirs ->
                                        handedOut.contains(theirs.roots().text()))
                                .isPresent()
                ? Optional.empty()
                : Optional.of(
                        "istiod does not hand out its " + CaCerts.ROOT_CERT + " as it is (ConfigMap istio-ca-root-cert"
                                + " in its namespace); where it is meant to, restart it, else delete the Secret");
    }

    private Optional<String> unreplaceable() {
        if (foreign.root().isEmpty() && foreign.type().isEmpty()) {
            return Optional.of(foreign.why() + "; back it up and delete it if it is not needed");
        }
        if (!foreign.type().equals(Marks.OPAQUE)) {
            return Optional.of(
                    "it is of type " + foreign.type() + ", which never changes; store the same certificates in one"
                            + " of type " + Marks.OPAQUE + " to have it taken over");
        }
        if (foreign.immutable()) {
            return Optional.of(
                    "it is immutable; store the same certificates in one that is not, to have it taken over");
        }
        return world.backup() == World.Backup.OTHER
                ? Optional.of("Secret " + new Ref(world.wanted().secret().namespace(), Marks.BACKUP)
                        + " keeps another one; move that away")
                : Optional.empty();
    }

    /** Why its key cannot go on signing. */
    private Optional<String> unusable() {
        if (foreign.caCerts().isEmpty()) {
            return Optional.of("its certificates cannot be used as they are (" + foreign.problem()
                    + "); correct it, or back it up and delete it");
        }
        return foreign.caCerts().get().verdict(now) instanceof ChainVerdict.Broken broken
                ? Optional.of("its certificates cannot be used (" + broken.problem()
                        + "); correct it, or back it up and delete it")
                : Optional.empty();
    }

    /** An istiod takes a text only where it holds the last one: what was told may be about an earlier version of the Secret. */
    private Optional<String> notHeld() {
        return kept().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "spec.trust.bundle does not hold its " + CaCerts.ROOT_CERT + " as it is now, or not the root"
                                + " over its certificate; it has changed, so the management side looks at it again");
    }

    private boolean isToBeKept() {
        Trust trust = world.wanted().trust();
        return trust.bundle().isPresent()
                && (trust.signingRoot().equals(foreign.root())
                        || Stream.ofNullable(foreign.caCerts().orElse(null))
                                .flatMap(theirs ->
                                        trust.signers(theirs.roots()).stream().filter(theirs.chain()::leadsTo))
                                .findFirst()
                                .isPresent());
    }

    /** With what is to be trusted; empty where its root is to sign no longer. */
    Optional<CaCerts> kept() {
        return foreign.caCerts()
                .filter(theirs -> isToBeKept()
                        && world.wanted()
                                .trust()
                                .bundle()
                                .filter(bundle ->
                                        bundle.text().contains(theirs.roots().text()))
                                .isPresent())
                .flatMap(theirs -> world.wanted().trust().with(theirs));
    }
}
