// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.Retry;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.certagent.issue.Asked.Answer;
import dev.weft.certagent.issue.Standing.Reason;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.TrustBundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to {@code cacerts}: a key, a request by it, the answer, one write. The old one stays in place until that write; the key goes only
 * when {@code cacerts} has it.
 *
 * <p>Where it stands is read off what is there, not off the status: a state is told after the write that it stands for (D1), and a status
 * that is lost costs nothing.
 */
public final class Issuing {

    /** Nothing watches objects of others. */
    private static final Duration LOOK_AT_FOREIGN = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final World world;
    private final AgentRules rules;
    private final Instant now;
    private final Wanted wanted;
    /** What istiod can use, whatever it was made for. */
    private final Optional<Stored> there;
    /** The same, if it was made for what is wanted now. */
    private final Optional<Stored> current;

    private Issuing(World world, AgentRules rules, Instant now) {
        this.world = world;
        this.rules = rules;
        this.now = now;
        this.wanted = world.wanted();
        this.there = Stored.of(world.caCerts());
        this.current = there.filter(this::isForThis);
    }

    /** What to do next about an IssuedCertificate. */
    public static Step next(World world, AgentRules rules, Instant now) {
        return new Issuing(world, rules, now).step();
    }

    /** Whether all was done for this certificate before: a status that says so is not taken back by what came later. */
    public static boolean wasFinished(World world, Stored stored) {
        IssuedCertificateStatus.Stored told = world.told().stored();
        return world.state().filter(State.FINISHED::equals).isPresent()
                && (told == null || stored.issuance().equals(told.issuance()));
    }

    /** Whether all was done for this issuance, maybe for an earlier version of the spec, which a change of what is trusted leaves behind. */
    public static boolean wasEverFinished(World world, Stored stored) {
        IssuedCertificateStatus.Stored told = world.told().stored();
        return world.told().state() == State.FINISHED
                && told != null
                && stored.issuance().equals(told.issuance());
    }

    /** It stands where it stood: something was not possible. */
    public static Standing hindered(World world, AgentRules rules, Instant now, Reason reason, String message) {
        Issuing issuing = new Issuing(world, rules, now);
        Standing standing = issuing.standing(reason, message);
        State state = reason == Reason.WRITE_FAILED ? world.state().orElse(State.PENDING) : standing.state();
        return new Standing(state, reason, message, standing.stored(), standing.retry(), standing.lookAt());
    }

    /** {@code cacerts} is in place; unusable answers before it are forgotten. */
    public static Standing inPlace(World world, AgentRules rules, Stored stored, Reason reason, String message) {
        return new Standing(
                reason == Reason.FINISHED ? State.FINISHED : State.ISSUED,
                reason,
                message,
                Optional.of(stored),
                Optional.empty(),
                Optional.of(stored.renewAt(rules.renewalRatio())));
    }

    private Step step() {
        if (!wanted.isOurs()) {
            return new Step.NotOurs();
        }
        Optional<String> objection = wanted.objection(rules);
        if (objection.isPresent()) {
            return failed(Reason.UNSUITABLE_SPEC, objection.get(), Optional.empty());
        }
        if (world.caCerts() instanceof Held.Foreign foreign) {
            Optional<String> why = TakingOver.of(world, foreign, now).whyNot();
            if (why.isPresent()) {
                String message = "Secret " + wanted.secret() + " was not made by this agent (" + foreign.why()
                        + ") and is left as it is; " + why.get();
                return failed(Reason.FOREIGN_SECRET, message, Optional.of(now.plus(LOOK_AT_FOREIGN)));
            }
        }
        if (wanted.trust().objection().isPresent()) {
            return failed(Reason.UNSUITABLE_SPEC, wanted.trust().objection().get(), Optional.empty());
        }
        if (world.caCerts() instanceof Held.Foreign foreign) {
            Optional<CaCerts> kept = TakingOver.of(world, foreign, now).kept();
            if (kept.isPresent()) {
                return world.backup() == World.Backup.SAME
                        ? new Step.Amend(Stored.takenOver(kept.get(), wanted))
                        : new Step.BackUp();
            }
        }
        // Before a renewal, which may take its time.
        Optional<Stored> amended = current.flatMap(
                stored -> wanted.trust().with(stored.caCerts()).map(next -> stored.amended(next, wanted)));
        if (amended.isPresent() && !amended.get().isAs(current.get())) {
            return new Step.Amend(amended.get());
        }
        if (current.isPresent() && now.isBefore(current.get().renewAt(rules.renewalRatio()))) {
            return done(current.get());
        }
        return towardsNext();
    }

    /** Also what the reference's agent has stored, and said so. */
    private boolean isForThis(Stored stored) {
        boolean made = stored.issuedFor().isEmpty() ? world.isInUse() : isMark(stored.issuedFor(), wanted.issuedFor());
        return made && wanted.trust().with(stored.caCerts()).isPresent();
    }

    private boolean isMark(String mark, String expected) {
        return mark.equals(expected) || mark.equals(wanted.formerIssuedFor());
    }

    private Step done(Stored stored) {
        if (world.request() instanceof Asked.Ours) {
            return new Step.DropRequest();
        }
        return world.key() instanceof Held.Ours ? new Step.DropKey() : new Step.InPlace(stored);
    }

    private Step towardsNext() {
        if (world.key() instanceof Held.Foreign foreign) {
            return taken("Secret", foreign.why());
        }
        if (world.request() instanceof Asked.Foreign) {
            return taken("CertificateRequest", "it has no label " + Marks.OWNER_LABEL + " of this agent");
        }
        Optional<SigningKey> key = key();
        if (key.isEmpty()) {
            return new Step.MakeKey();
        }
        if (current.isPresent() && isStoredWith(key.get(), current.get())) {
            // An answer that came late was due for renewal when it was stored.
            return world.request() instanceof Asked.Ours ? new Step.DropRequest() : new Step.DropKey();
        }
        if (!(world.request() instanceof Asked.Ours request)) {
            return new Step.Ask(key.get());
        }
        if (!isMark(request.issuedFor(), wanted.askedFor()) || !isBy(key.get(), request)) {
            return new Step.DropRequest();
        }
        return switch (request.answer()) {
            case Answer.Pending pending -> waiting();
            case Answer.Refused refused -> {
                String error = refused.error().isEmpty() ? "no reason is told" : refused.error();
                yield failed(Reason.REFUSED_BY_ISSUER, "the issuer: " + error, Optional.empty());
            }
            case Answer.Given given -> taken(request, key.get(), given);
        };
    }

    private Optional<SigningKey> key() {
        if (!(world.key() instanceof Held.Ours ours) || !ours.data().containsKey(Marks.KEY_ENTRY)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    SigningKey.read(new String(ours.data().get(Marks.KEY_ENTRY), StandardCharsets.US_ASCII)));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }

    private static boolean isStoredWith(SigningKey key, Stored stored) {
        return Arrays.equals(
                stored.caCerts().certificate().x509().getPublicKey().getEncoded(),
                key.publicKey().getEncoded());
    }

    private static boolean isBy(SigningKey key, Asked.Ours request) {
        try {
            return Arrays.equals(
                    SigningRequest.read(request.request()).publicKey().getEncoded(),
                    key.publicKey().getEncoded());
        } catch (PkiException e) {
            return false;
        }
    }

    /** Whatever came back is held against our own key and the roots that came with it; a wrong answer changes nothing. */
    private Step taken(Asked.Ours request, SigningKey key, Answer.Given given) {
        try {
            List<Certificate> certificates = Certificate.readAll(given.certificates());
            TrustBundle came = TrustBundle.read(given.roots());
            TrustBundle roots = wanted.trust().bundle().orElse(came);
            List<Certificate> signers = wanted.trust().signers(roots);
            List<Certificate> above = new ArrayList<>(certificates);
            above.addAll(signers);
            Chain chain = Chain.upFrom(certificates.getFirst(), above);
            if (signers.stream().noneMatch(chain::leadsTo)) {
                return unusable(request, otherRoot(chain, came));
            }
            CaCerts caCerts = CaCerts.of(key, chain, roots);
            return switch (caCerts.verdict(now)) {
                case ChainVerdict.Trusted trusted -> {
                    boolean kept = !(world.caCerts() instanceof Held.Foreign) || world.backup() == World.Backup.SAME;
                    yield kept ? new Step.Store(Stored.next(there, caCerts, wanted, now)) : new Step.BackUp();
                }
                case ChainVerdict.Broken broken ->
                    unusable(request, broken.problem() + "; " + broken.defect().remedy());
            };
        } catch (PkiException e) {
            return unusable(request, String.valueOf(e.getMessage()));
        }
    }

    private String otherRoot(Chain chain, TrustBundle came) {
        String root = came.roots().stream()
                .filter(chain::leadsTo)
                .map(Certificate::sha256)
                .findFirst()
                .map(sha256 -> "to root " + sha256)
                .orElse("to none of the roots that came with it");
        String wish = wanted.trust().signingRoot().isEmpty()
                ? "a root of the bundle"
                : "root " + wanted.trust().signingRoot();
        return chain.first() + " leads " + root + ", and is to lead to " + wish
                + "; see that the signer of the management cluster is that of the spec";
    }

    /** Asks again with the same key, after a pause that grows (D6). */
    private Step unusable(Asked.Ours request, String problem) {
        Retry told = world.told().retry();
        boolean known = told != null && request.uid().equals(told.request());
        Optional<Instant> due = told != null && known ? instant(told) : Optional.empty();
        if (due.isPresent() && !now.isBefore(due.get())) {
            return new Step.DropRequest();
        }
        long attempts = attempts(told) + (known ? 0 : 1);
        Instant again = due.orElseGet(() -> now.plus(pause(attempts)));
        Standing standing = standing(Reason.UNUSABLE_ANSWER, "what the issuer has signed cannot be used: " + problem);
        return new Step.Rest(new Standing(
                standing.state(),
                standing.reason(),
                standing.message(),
                current,
                Optional.of(new Retry(attempts, again.toString(), request.uid())),
                Optional.of(again)));
    }

    private static long attempts(@Nullable Retry told) {
        return told == null || told.attempts() == null ? 0 : Math.max(0, told.attempts());
    }

    private static Optional<Instant> instant(Retry retry) {
        try {
            return retry.notBefore() == null ? Optional.empty() : Optional.of(Instant.parse(retry.notBefore()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration pause(long attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(attempts - 1, 0, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private Step waiting() {
        return new Step.Rest(standing(
                Reason.WAITING_FOR_ISSUER,
                "waits for the management cluster to sign CertificateRequest " + wanted.self()));
    }

    private Step taken(String kind, String why) {
        String message = kind + " " + wanted.self() + " was not made by this agent (" + why
                + "), which needs the name; delete it";
        return failed(Reason.NAME_TAKEN, message, Optional.of(now.plus(LOOK_AT_FOREIGN)));
    }

    private Step failed(Reason reason, String message, Optional<Instant> lookAt) {
        Standing standing = standing(reason, message);
        return new Step.Rest(lookAt.map(standing::noLaterThan).orElse(standing));
    }

    /**
     * During a renewal the state stays as it was: what is stored is in use, and the management side must not take it for unused. The end of
     * its life is looked at.
     */
    private Standing standing(Reason reason, String message) {
        State onTheWay = reason.isFailure() ? State.FAILED : State.REQUESTED;
        State inUse = world.state().filter(told -> world.isInUse()).orElse(State.ISSUED);
        State state = current.isEmpty() ? onTheWay : inUse;
        Optional<Instant> end =
                current.map(stored -> stored.facts().notAfter().plusSeconds(1)).filter(now::isBefore);
        return new Standing(
                state,
                reason,
                message,
                current,
                Optional.ofNullable(world.told().retry()),
                end);
    }
}
