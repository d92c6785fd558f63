// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.meshconfig;

import dev.weft.pki.Certificate;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What our part of {@code caCertificates} is to say: one entry for each root.
 *
 * @param roots in their order
 * @param trustDomains which trust domains they are for; Istio takes callers of all trust domains that any entry names. Empty: for all, and
 *     then Istio takes callers of its own only
 */
public record Entries(List<Certificate> roots, List<String> trustDomains) {

    /** As of a DNS name; SPIFFE-ID.md 2.1. */
    public static final int LONGEST_TRUST_DOMAIN = 255;

    /** There are to be none of ours. */
    public static final Entries NONE = new Entries(List.of(), List.of());

    private static final Pattern TRUST_DOMAIN = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_TRUST_DOMAIN + "}");

    public Entries {
        roots = List.copyOf(roots);
        trustDomains = List.copyOf(trustDomains);
    }

    /** Roots for all trust domains. */
    public static Entries of(List<Certificate> roots) {
        return new Entries(roots, List.of());
    }

    public boolean isEmpty() {
        return roots.isEmpty();
    }

    /** Whether it can be one, in which Istio takes upper case too. What is none is never written into a text. */
    public static boolean isTrustDomain(@Nullable String text) {
        return text != null && TRUST_DOMAIN.matcher(text).matches();
    }
}
