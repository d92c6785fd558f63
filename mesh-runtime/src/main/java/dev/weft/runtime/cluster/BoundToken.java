// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a service account's token that expires says of itself (RFC 7519;
 * kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin). Nothing is verified: the API server does that.
 *
 * @param namespace of the service account
 * @param account its name
 */
public record BoundToken(String namespace, String account, Instant issued, Instant expires) {

    private static final String SUBJECT = "system:serviceaccount:";
    /** The least that API servers grant. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    /** Empty for all other tokens, among them those of token Secrets, which do not expire. */
    public static Optional<BoundToken> read(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            ObjectNode claims = CanonicalJson.object(Base64.getUrlDecoder().decode(parts[1]));
            String[] subject = claims.path("sub").asText("").split(":", -1);
            long issued = claims.path("iat").asLong(0);
            long expires = claims.path("exp").asLong(0);
            boolean bound = claims.path("sub").asText("").startsWith(SUBJECT) && subject.length == 4;
            return bound && 0 < issued && issued < expires && expires <= Instant.MAX.getEpochSecond()
                    ? Optional.of(new BoundToken(
                            subject[2], subject[3], Instant.ofEpochSecond(issued), Instant.ofEpochSecond(expires)))
                    : Optional.empty();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            // A token of another make.
            return Optional.empty();
        }
    }

    /** How long it is good for in all; what a new one is asked to be good for. */
    public Duration life() {
        Duration life = Duration.between(issued, expires);
        return life.compareTo(SHORTEST) < 0 ? SHORTEST : life;
    }

    /** When half of its life is over. */
    public Instant renewAt() {
        return issued.plus(Duration.between(issued, expires).dividedBy(2));
    }
}
