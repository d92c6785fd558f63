// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import dev.weft.runtime.ref.GroupKind;
import java.util.Locale;

/**
 * What a kind is called in paths and in RBAC, by the rule of English that Kubernetes and the meshes follow for every kind that Weft reads
 * or writes. For other kinds a server must be asked ({@link ServedTypes}).
 */
public final class Plurals {

    private static final String VOWELS = "aeiou";

    private Plurals() {}

    /** For example {@code virtualservices}, {@code meshes}, {@code trafficpolicies}, {@code gateways}. */
    public static String of(GroupKind kind) {
        String name = kind.kind().toLowerCase(Locale.ROOT);
        if (name.endsWith("sh") || name.endsWith("ss")) {
            return name + "es";
        }
        if (name.endsWith("s")) {
            return name; // Endpoints and Settings are plurals.
        }
        boolean afterConsonant = name.length() > 1 && VOWELS.indexOf(name.charAt(name.length() - 2)) < 0;
        return name.endsWith("y") && afterConsonant ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }
}
