// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import java.util.Optional;

/**
 * All that a decision about one IssuedCertificate is made of, read from the server for this decision.
 *
 * @param told its status as it stands
 * @param key the Secret of its name, for a key without certificate
 * @param request the CertificateRequest of its name
 * @param caCerts the Secret that it names
 * @param backup what is kept of it, where it is somebody else's or may be taken over
 */
public record World(Wanted wanted, IssuedCertificateStatus told, Held key, Asked request, Held caCerts, Backup backup) {

    /** A copy of a Secret that somebody else has made. */
    public enum Backup {
        /** There is none. */
        NONE,
        /** It is as the Secret is. */
        SAME,
        /** There is a copy of something else. */
        OTHER
    }

    /** A status that says nothing. */
    public static final IssuedCertificateStatus UNTOLD =
            new IssuedCertificateStatus(null, null, null, null, null, null, null);

    /** The state that was told of this generation; empty when none was. */
    Optional<State> state() {
        Long observed = told.observedGeneration();
        return observed != null && observed == wanted.generation()
                ? Optional.ofNullable(told.state())
                : Optional.empty();
    }

    /** Whether a certificate for this generation is in use, by what was told. */
    boolean isInUse() {
        return state().filter(state -> state == State.ISSUED || state == State.FINISHED)
                .isPresent();
    }
}
