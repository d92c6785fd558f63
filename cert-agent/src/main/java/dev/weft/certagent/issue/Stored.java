// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.CertificateFacts;
import dev.weft.pki.PkiException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * The certificate in a {@code cacerts} of ours.
 *
 * @param issuance which one; a renewal keeps it, so what was restarted for it stays so
 * @param issuedFor which version of which IssuedCertificate it was made for; empty when the reference's agent stored it
 * @param storedAt empty when the reference's agent stored it
 */
public record Stored(CaCerts caCerts, String issuance, String issuedFor, Optional<Instant> storedAt) {

    private static final int SHORT = 16;
    /** Of one that somebody else has made and that was in use when it was taken over. */
    private static final String TAKEN_OVER = "taken-over.";

    /** Empty when nothing is there, or nothing that istiod could use. */
    static Optional<Stored> of(Held held) {
        if (!(held instanceof Held.Ours ours)) {
            return Optional.empty();
        }
        try {
            CaCerts caCerts = CaCerts.read(ours.data());
            String issuance = ours.annotation(Marks.ISSUANCE);
            return Optional.of(new Stored(
                    caCerts,
                    issuance.isEmpty() ? fingerprint(caCerts) : issuance,
                    ours.annotation(Marks.ISSUED_FOR),
                    instant(ours.annotation(Marks.STORED_AT))));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }

    /**
     * What to store in its place. Under the same root nothing has to be restarted, whatever else has changed: istiod takes the new
     * certificate, and what it has signed goes on to be trusted. Under another one it is a new issuance. Where nobody says what is to be
     * trusted, the same root are the same roots: nobody sees to it that those before are trusted until all pods have the new ones.
     */
    static Stored next(Optional<Stored> before, CaCerts caCerts, Wanted wanted, Instant now) {
        boolean told = wanted.trust().bundle().isPresent();
        String issuance = before.filter(old ->
                        told ? old.sharesRootWith(caCerts) : old.caCerts.roots().trustsSameAs(caCerts.roots()))
                .map(Stored::issuance)
                .orElse(fingerprint(caCerts));
        return new Stored(caCerts, issuance, wanted.issuedFor(), Optional.of(now));
    }

    /** What somebody else has made, with what is wanted around it: istiod and all pods have it already, so nothing is restarted for it. */
    static Stored takenOver(CaCerts theirs, Wanted wanted) {
        return new Stored(theirs, TAKEN_OVER + fingerprint(theirs), wanted.issuedFor(), Optional.empty());
    }

    /** Whether it was in use before it was ours, and is so still. */
    public boolean isTakenOver() {
        return issuance.startsWith(TAKEN_OVER);
    }

    private boolean sharesRootWith(CaCerts next) {
        return next.roots().roots().stream()
                .anyMatch(root -> next.chain().leadsTo(root) && caCerts.chain().leadsTo(root));
    }

    /** The same certificate with what is wanted around it. */
    Stored amended(CaCerts same, Wanted wanted) {
        return new Stored(same, issuance, wanted.issuedFor(), storedAt);
    }

    /** Whether that is what is there already, byte for byte. */
    boolean isAs(Stored other) {
        return issuedFor.equals(other.issuedFor)
                && caCerts.roots().text().equals(other.caCerts.roots().text());
    }

    private static String fingerprint(CaCerts caCerts) {
        return caCerts.certificate().sha256().substring(0, SHORT);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    CertificateFacts facts() {
        return caCerts.certificate().facts();
    }

    /** When to ask for the next one. */
    Instant renewAt(double ratio) {
        Instant due = facts().renewAt(ratio);
        if (storedAt.isEmpty() || !endsWithItsIssuer()) {
            return due;
        }
        // The issuer cannot make one that lives longer, so asking at ever shorter intervals would only keep it busy.
        Duration pause = facts().life().dividedBy(4);
        Instant notBefore = storedAt.get().plus(pause);
        return notBefore.isAfter(due) ? notBefore : due;
    }

    private boolean endsWithItsIssuer() {
        List<Certificate> chain = caCerts.chain().certificates();
        return chain.size() > 1
                && !facts().notAfter().isBefore(chain.get(1).facts().notAfter());
    }
}
