// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

/** What an object leads to, so that requests fail when it is not there. */
sealed interface Use {

    /** A subset in the DestinationRules of a host. */
    record Subset(String cluster, String host, String subset) implements Use {}

    /** A ServiceEntry for a host. */
    record Entry(String cluster, String host) implements Use {}

    /** The DestinationRule of a ServiceEntry's host: without it proxies ask gateways for nothing that they pass. */
    record Rule(String cluster, String host) implements Use {}

    /** A name that gateways of a cluster let pass. */
    record Passed(String cluster, String name) implements Use {}
}
