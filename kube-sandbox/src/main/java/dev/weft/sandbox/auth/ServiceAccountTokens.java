// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens of service accounts (RFC 7519, ES256), with the claims of Kubernetes. */
public final class ServiceAccountTokens {
    public static final String ISSUER = "https://kubernetes.default.svc";

    private static final int MOST_GENUINE = 1_000;

    private final TokenKey key;
    private final Store store;
    private final InstantSource clock;
    /** Claims of tokens that have our signature: clients send theirs with each call, and checking one costs more than most calls. */
    private final Map<String, JsonNode> genuine = new ConcurrentHashMap<>();

    public ServiceAccountTokens(TokenKey key, Store store, InstantSource clock) {
        this.key = key;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Who a token is for.
     *
     * @param secret name of the Secret it is kept in, empty for a requested token
     * @param audiences whom it may be shown to
     */
    public record Subject(String namespace, String name, String uid, String secret, List<String> audiences) {}

    /** A token that has been checked. */
    public record Verified(User user, List<String> audiences) {}

    /** @param expires null for a token that stays valid as long as its account */
    public String issue(Subject subject, @Nullable Instant expires) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = Json.object();
        ArrayNode audiences = claims.putArray("aud");
        subject.audiences().forEach(audiences::add);
        if (expires != null) {
            claims.put("exp", expires.getEpochSecond());
        }
        claims.put("iat", now).put("iss", ISSUER).put("jti", UUID.randomUUID().toString());
        ObjectNode kubernetes = claims.putObject("kubernetes.io").put("namespace", subject.namespace());
        kubernetes.putObject("serviceaccount").put("name", subject.name()).put("uid", subject.uid());
        if (!subject.secret().isEmpty()) {
            kubernetes.putObject("secret").put("name", subject.secret());
        }
        claims.put("nbf", now).put("sub", "system:serviceaccount:" + subject.namespace() + ":" + subject.name());
        String head = encode(Json.object().put("alg", "ES256").put("typ", "JWT"));
        String signed = head + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.pair().getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(JsonNode node) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(node));
    }

    /** Empty when the token is not ours, has expired, or its account or Secret is gone. */
    public Optional<Verified> verify(String token) {
        JsonNode known = genuine.get(token);
        if (known != null) {
            return user(known);
        }
        Optional<JsonNode> claims = claims(token);
        claims.ifPresent(read -> {
            if (genuine.size() >= MOST_GENUINE) {
                genuine.clear();
            }
            genuine.put(token, read);
        });
        return claims.flatMap(this::user);
    }

    /** Empty when it has not been signed by us. */
    private Optional<JsonNode> claims(String token) {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key.pair().getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    ? Optional.of(Json.parse(Base64.getUrlDecoder().decode(parts[1])))
                    : Optional.empty();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Verified> user(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        if (claims.has("exp") && claims.path("exp").asLong() <= now) {
            return Optional.empty();
        }
        JsonNode kubernetes = claims.path("kubernetes.io");
        String namespace = Json.at(kubernetes, "namespace");
        String name = Json.at(kubernetes, "serviceaccount", "name");
        String uid = Json.at(kubernetes, "serviceaccount", "uid");
        boolean alive = store.get(new Key("/serviceaccounts", namespace, name))
                .filter(account -> account.uid().equals(uid))
                .isPresent();
        String secret = Json.at(kubernetes, "secret", "name");
        boolean kept = secret.isEmpty()
                || store.get(new Key("/secrets", namespace, secret)).isPresent();
        if (!alive || !kept) {
            return Optional.empty();
        }
        List<String> groups =
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
        List<String> audiences = new ArrayList<>();
        claims.path("aud").forEach(audience -> audiences.add(audience.asText()));
        User user = new User("system:serviceaccount:" + namespace + ":" + name, uid, groups);
        return Optional.of(new Verified(user, audiences));
    }
}
