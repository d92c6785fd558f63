// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Identities as SPIFFE has them. */
public final class SpiffeId {

    private static final int LONGEST = 2048;
    private static final int LONGEST_TRUST_DOMAIN = 255;

    /**
     * github.com/spiffe/spiffe, standards/SPIFFE-ID.md 2: the trust domain, in which Istio takes upper case too, and the segments of the
     * path.
     */
    private static final Pattern FORM =
            Pattern.compile("spiffe://(?<domain>[A-Za-z0-9._-]+)(?<path>(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+)");

    private SpiffeId() {}

    /** Whether it is a trust domain. */
    public static boolean isTrustDomain(String text) {
        return isOne("spiffe://" + text + "/ns");
    }

    /** Whether it is the identity of a workload. */
    public static boolean isOne(String text) {
        Matcher matcher = FORM.matcher(text);
        return text.length() <= LONGEST
                && matcher.matches()
                && matcher.group("domain").length() <= LONGEST_TRUST_DOMAIN;
    }
}
