// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.CertificateRequestSpec;
import dev.weft.api.certificates.CertificateRequestStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The CertificateRequest of an IssuedCertificate, or the place for it. */
public sealed interface Asked {

    /** Nothing has been asked. */
    record Nothing() implements Asked {}

    /** A request that this agent has not made, and so must not touch. */
    record Foreign() implements Asked {}

    /**
     * One of ours.
     *
     * @param request PEM
     * @param issuedFor which version of which IssuedCertificate it was made for
     */
    record Ours(String uid, String request, String issuedFor, Answer answer) implements Asked {}

    /** What has been answered to this very version of the request. */
    sealed interface Answer {

        /** Nothing yet. */
        record Pending() implements Answer {}

        /** That there is none for now; the issuer tries again by itself. */
        record Refused(String error) implements Answer {}

        /** PEM: the certificate, and those between it and the roots; the roots. */
        record Given(String certificates, String roots) implements Answer {}
    }

    /** A request of ours as it stands on the cluster. An answer to another generation of it is none (D5). */
    static Ours of(
            String uid,
            long generation,
            String issuedFor,
            @Nullable CertificateRequestSpec spec,
            @Nullable CertificateRequestStatus status) {
        String request = spec == null ? "" : text(spec.certificateSigningRequest());
        return new Ours(uid, request, issuedFor, answer(generation, status));
    }

    private static Answer answer(long generation, @Nullable CertificateRequestStatus status) {
        if (status == null
                || status.state() == null
                || status.observedGeneration() == null
                || status.observedGeneration() != generation) {
            return new Answer.Pending();
        }
        return switch (status.state()) {
            case PENDING -> new Answer.Pending();
            case FAILED -> new Answer.Refused(status.error() == null ? "" : status.error());
            case FINISHED -> new Answer.Given(text(status.signedCertificate()), text(status.signingRootCa()));
        };
    }

    /** Of base64; empty for none, and for what is none. */
    private static String text(@Nullable String base64) {
        if (base64 == null) {
            return "";
        }
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
