// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/** Host names as Istio writes them, where the first part may be {@code *}. */
public final class HostPatterns {

    private HostPatterns() {}

    /** Whether a pattern, which may begin with {@code *}, covers a concrete host. */
    public static boolean covers(String pattern, String host) {
        return pattern.startsWith("*") ? host.endsWith(pattern.substring(1)) : pattern.equals(host);
    }
}
