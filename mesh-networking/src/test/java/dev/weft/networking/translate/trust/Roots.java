// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.Ref;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Three roots, called a, b and c, and texts of them: {@code abb} is the bundle with a, b, and b again. */
final class Roots {

    private static final String NAMES = "abc";
    private static final List<Certificate> ALL =
            NAMES.chars().mapToObj(name -> root((char) name)).toList();

    private Roots() {}

    private static Certificate root(char name) {
        try {
            RootTerms terms = new RootTerms("root " + name, Duration.ofDays(365), KeySpec.asked(OptionalLong.empty()));
            return Authority.selfSigned(terms, Instant.parse("2030-01-01T00:00:00Z"), new SecureRandom())
                    .certificate();
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    static Certificate root(String name) {
        return ALL.get(NAMES.indexOf(name));
    }

    static TrustBundle bundle(String names) {
        return TrustBundle.of(Arrays.stream(names.split("")).map(Roots::root).toList());
    }

    static String names(TrustBundle bundle) {
        return bundle.roots().stream().map(root -> name(root.sha256())).collect(Collectors.joining());
    }

    static String name(String sha256) {
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).sha256().equals(sha256)) {
                return NAMES.substring(i, i + 1);
            }
        }
        throw new IllegalArgumentException("no root " + sha256);
    }

    /** The last one is to be signed under, the others are only to be trusted. */
    static SharedRoot wanted(String names) {
        return new SharedRoot(secret(names.substring(names.length() - 1)), bundle(names));
    }

    static Ref secret(String name) {
        return new Ref("gloo-mesh", "root-" + name);
    }
}
