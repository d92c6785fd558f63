// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.snapshot.RawObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the status of a CertificateRequest says, in the words of the reference. */
public final class RequestStatus {

    private static final String FINISHED = "FINISHED";
    private static final String STATE = "state";
    private static final String CERTIFICATE = "signedCertificate";

    private RequestStatus() {}

    /** Whether it waits for an answer: a certificate for this generation of it. */
    public static boolean isOpen(RawObject request) {
        JsonNode status = request.status();
        return !status.path(STATE).asText("").equals(FINISHED)
                || status.path(CERTIFICATE).asText("").isEmpty()
                || status.path("observedGeneration").asLong(0) != generation(request);
    }

    /** How often its spec has been written. */
    public static long generation(RawObject request) {
        return request.metadata().path("generation").asLong(0);
    }

    /**
     * The answer.
     *
     * @param certificates PEM: the certificate, and those between it and the root where the signer is no root
     * @param roots PEM: what is to be trusted
     */
    static ObjectNode finished(RawObject request, String certificates, String roots) {
        ObjectNode status = status(request, FINISHED);
        status.put(CERTIFICATE, base64(certificates));
        status.put("signingRootCa", base64(roots));
        return status;
    }

    /** There is none for now. */
    public static ObjectNode failed(RawObject request, String message) {
        return status(request, "FAILED").put("error", message);
    }

    private static ObjectNode status(RawObject request, String state) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        JsonNode conditions = request.status().path("conditions");
        if (!conditions.isMissingNode()) {
            status.set("conditions", conditions);
        }
        return status.put("observedGeneration", generation(request)).put(STATE, state);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
