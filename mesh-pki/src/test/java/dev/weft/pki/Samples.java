// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys and authorities for tests, the same ones in each run but for the bytes of signatures. Made here: the repository holds no key. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration YEAR = Duration.ofDays(365);
    static final String SPIFFE = "spiffe://cluster.local/ns/istio-system/sa/istiod";

    /** One RSA key for all tests that need any: making one takes a tenth of a second. */
    static final SigningKey RSA = SigningKey.generate(new KeySpec.Rsa(2048), random("rsa"));

    static final SigningKey EC = SigningKey.generate(KeySpec.Ec.P256, random("ec"));

    private Samples() {}

    /** The same numbers for the same seed. */
    static SecureRandom random(String seed) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Authority root(KeySpec key, Instant now) throws PkiException {
        return Authority.selfSigned(new RootTerms("gloo-mesh", YEAR, key), now, random("root " + key));
    }

    static Authority root(String organization) throws PkiException {
        return Authority.selfSigned(new RootTerms(organization, YEAR, KeySpec.Ec.P256), NOW, random(organization));
    }

    static Authority root() throws PkiException {
        return root("gloo-mesh");
    }

    static IntermediateTerms terms() {
        return new IntermediateTerms("Istio", List.of(SPIFFE), YEAR, 0);
    }

    static IntermediateTerms terms(int pathLength) {
        return new IntermediateTerms("Company", List.of(), YEAR, pathLength);
    }

    static SigningRequest request(SigningKey key) throws PkiException {
        return SigningRequest.by(key, "Istio", List.of(SPIFFE), random("request"));
    }

    static SigningKey key(String seed) {
        return SigningKey.generate(KeySpec.Ec.P256, random(seed));
    }

    static Chain issue(Authority authority, SigningKey key, IntermediateTerms terms) throws PkiException {
        return authority.issue(request(key), terms, NOW, random("issue"));
    }

    /** An intermediate with one more below it allowed, as a company would provide it. */
    static Authority intermediate(Authority root, SigningKey key) throws PkiException {
        return Authority.of(key, issue(root, key, terms(1)), root.roots());
    }
}
