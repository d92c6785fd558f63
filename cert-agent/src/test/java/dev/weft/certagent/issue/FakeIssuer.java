// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Signs as the management side does: what is asked for, with names that it decides itself. */
public final class FakeIssuer {
    public static final Duration YEAR = Duration.ofDays(365);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Authority root;
    private final Duration life;

    private FakeIssuer(Authority root, Duration life) {
        this.root = root;
        this.life = life;
    }

    public static FakeIssuer at(Instant now) {
        return at(now, YEAR);
    }

    public static FakeIssuer at(Instant now, Duration life) {
        return named("weft", now, life);
    }

    /** One whose root has a name of its own. */
    public static FakeIssuer named(String name, Instant now) {
        return named(name, now, YEAR);
    }

    private static FakeIssuer named(String name, Instant now, Duration life) {
        try {
            return new FakeIssuer(
                    Authority.selfSigned(new RootTerms(name, YEAR.multipliedBy(10), KeySpec.DEFAULT), now, RANDOM),
                    life);
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    /** One whose signer is itself below the root. */
    public FakeIssuer below(Instant now) {
        try {
            SigningKey key = SigningKey.generate(KeySpec.DEFAULT, RANDOM);
            Chain chain = root.issue(
                    SigningRequest.by(key, "weft", List.of(), RANDOM),
                    new IntermediateTerms("below", List.of(), YEAR.multipliedBy(5), 1),
                    now,
                    RANDOM);
            return new FakeIssuer(Authority.of(key, chain, root.roots()), life);
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    /** A key with a certificate of its own, and what is between it and the root. */
    public record Identity(SigningKey key, List<Certificate> chain) {}

    public Identity identity(Instant now) {
        try {
            SigningKey key = SigningKey.generate(KeySpec.DEFAULT, RANDOM);
            String request = SigningRequest.by(key, "weft", List.of(), RANDOM).pem();
            return new Identity(key, Certificate.readAll(sign(request, now)));
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate, and those between it and the root. */
    public String sign(String request, Instant now) {
        try {
            Chain chain = root.issue(
                    SigningRequest.read(request),
                    new IntermediateTerms(
                            "Istio", List.of("spiffe://cluster.local/ns/istio-system/sa/istiod"), life, 0),
                    now,
                    RANDOM);
            return chain.certificates().stream()
                    .filter(certificate -> !certificate.isSelfSigned())
                    .map(Certificate::pem)
                    .collect(Collectors.joining());
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    /** Of its root. */
    public String fingerprint() {
        return root.roots().roots().getFirst().sha256();
    }

    public String roots() {
        return root.roots().text();
    }
}
