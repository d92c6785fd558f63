// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateStatus.Retry;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import java.time.Instant;
import java.util.Optional;

/**
 * How far an IssuedCertificate has come.
 *
 * @param state of the reference
 * @param reason why not farther, or that it is finished
 * @param message the same for people, with what to do where somebody has to
 * @param stored the certificate that is in place for what is wanted now; during a renewal the old one
 * @param retry unusable answers since the last usable one
 * @param lookAt when to look again although nothing changes
 */
public record Standing(
        State state,
        Reason reason,
        String message,
        Optional<Stored> stored,
        Optional<Retry> retry,
        Optional<Instant> lookAt) {

    /** Why it stands there. */
    public enum Reason {
        /** The issuer has not answered. */
        WAITING_FOR_ISSUER("WaitingForIssuer", false),
        /** The issuer says why there is no certificate for now. */
        REFUSED_BY_ISSUER("RefusedByIssuer", true),
        /** What came back cannot be used. */
        UNUSABLE_ANSWER("UnusableAnswer", true),
        /** {@code cacerts} is somebody else's. */
        FOREIGN_SECRET("ForeignSecret", true),
        /** An object that this agent needs the name of is somebody else's. */
        NAME_TAKEN("NameTaken", true),
        /** The spec asks for what this agent does not do. */
        UNSUITABLE_SPEC("UnsuitableSpec", true),
        /** The mesh configuration cannot be written to. */
        MESH_CONFIG("MeshConfigUnsuitable", true),
        /** The server refused a write, or did not answer. */
        WRITE_FAILED("WriteFailed", true),
        /** The PodBounceDirective is not there. */
        DIRECTIVE_MISSING("DirectiveMissing", true),
        /** Pods are being restarted. */
        RESTARTING("Restarting", false),
        /** Everything is done. */
        FINISHED("Finished", false);

        private final String wire;
        private final boolean failure;

        Reason(String wire, boolean failure) {
            this.wire = wire;
            this.failure = failure;
        }

        /** As conditions have it. */
        public String wire() {
            return wire;
        }

        /** Whether somebody has to do something. */
        public boolean isFailure() {
            return failure;
        }
    }

    /** The same, but there is something else that somebody has to do; what is worse is told instead. */
    public Standing complaining(Reason other, String what) {
        return reason.isFailure() ? this : new Standing(state, other, what, stored, retry, lookAt);
    }

    /** The same, to be looked at no later than another moment. */
    Standing noLaterThan(Instant other) {
        Instant earlier = lookAt.filter(other::isAfter).orElse(other);
        return new Standing(state, reason, message, stored, retry, Optional.of(earlier));
    }
}
