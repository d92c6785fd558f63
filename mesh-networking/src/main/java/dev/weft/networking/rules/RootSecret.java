// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.pki.Authority;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningSecret;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** What a Secret of the management cluster that signs for meshes is known by, and what is in it. */
public final class RootSecret {

    /** Of those that the plane makes; the reference's. */
    public static final String TYPE = "certificates.mesh.gloo.solo.io/generated_signing_cert";

    /** On one that a user provides: says that its key is there to sign for meshes. Who may write a VirtualMesh cannot set it. */
    public static final String PROVIDED_LABEL = "weft.dev/signing-ca";

    private RootSecret() {}

    /** Why nobody can sign with it. The message is for users and holds nothing secret. */
    public static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1;

        private final String why;

        private UnreadableException(String why) {
            super(why);
            this.why = why;
        }

        public String why() {
            return why;
        }
    }

    /** Whether it is of the type that the plane makes. */
    public static boolean isMade(JsonNode secret) {
        return secret.path("type").asText("").equals(TYPE);
    }

    /** Whether its owner says that it may sign. */
    public static boolean isProvided(JsonNode secret) {
        return secret.path("metadata")
                .path("labels")
                .path(PROVIDED_LABEL)
                .asText("")
                .equals("true");
    }

    /** Reads the root and its key. */
    public static Authority read(JsonNode secret) throws UnreadableException {
        Map<String, byte[]> data = new TreeMap<>();
        try {
            secret.path("data")
                    .properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getDecoder().decode(entry.getValue().asText(""))));
            return SigningSecret.read(data);
        } catch (PkiException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("holds something else than base64");
        }
    }
}
