// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import dev.weft.sandbox.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Finds out who calls: by bearer token, then by client certificate; without either it is the anonymous user. */
public final class Authentication {
    private final Map<String, User> tokens = new ConcurrentHashMap<>();
    private final ServiceAccountTokens accounts;

    public Authentication(String adminToken, ServiceAccountTokens accounts) {
        this.accounts = accounts;
        tokens.put(adminToken, User.ADMIN);
    }

    /** Accepts another bearer token from now on. */
    public void accept(String token, User user) {
        tokens.put(token, user);
    }

    /**
     * @param authorization the header, null when there is none
     * @param certificate of the client, checked by TLS already; null when there is none
     * @throws Refusal 401 when there is a token that is not valid
     */
    public User user(@Nullable String authorization, @Nullable X509Certificate certificate) {
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            String token = authorization.substring(7).strip();
            return verify(token)
                    .filter(verified -> verified.audiences().contains(ServiceAccountTokens.ISSUER))
                    .map(ServiceAccountTokens.Verified::user)
                    .orElseThrow(Refusal::unauthorized);
        }
        if (authorization != null && !authorization.isBlank()) {
            throw Refusal.unauthorized();
        }
        return certificate == null ? User.ANONYMOUS : of(certificate);
    }

    /** Checks a token, whomever it may be shown to. */
    public Optional<ServiceAccountTokens.Verified> verify(String token) {
        byte[] given = token.getBytes(StandardCharsets.UTF_8);
        for (Map.Entry<String, User> known : tokens.entrySet()) {
            if (MessageDigest.isEqual(known.getKey().getBytes(StandardCharsets.UTF_8), given)) {
                return Optional.of(
                        new ServiceAccountTokens.Verified(known.getValue(), List.of(ServiceAccountTokens.ISSUER)));
            }
        }
        return accounts.verify(token);
    }

    private static User of(X509Certificate certificate) {
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equalsIgnoreCase("O")) {
                    groups.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw Refusal.unauthorized();
        }
        groups.add("system:authenticated");
        return new User(name, "", groups);
    }
}
