// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import java.util.List;

/**
 * What an account of Weft is granted in one place, by one role.
 *
 * @param account its name; capitals stand for what differs between installations
 * @param cluster which cluster it is on
 * @param reach the namespaces that the rules hold for; {@link #EVERYWHERE} for a ClusterRole
 * @param purpose a sentence that says what the rules are for
 */
public record Grant(String account, String cluster, String reach, String purpose, List<AccessRule> rules) {

    /** All namespaces, and what is in none. */
    public static final String EVERYWHERE = "all namespaces";

    public Grant {
        rules = List.copyOf(rules);
    }
}
