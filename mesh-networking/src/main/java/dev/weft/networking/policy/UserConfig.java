// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.ConfigFact;
import dev.weft.runtime.ref.DestinationRef;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Users' own Istio objects on the hosts that a decision is about, as far as they are to be respected.
 *
 * @param onHost those that cover the target's own host, ordered
 * @param rules DestinationRules that cover services to whose subsets policies send, each list ordered; services without are absent
 * @param unreadable why nobody can tell whether there are more; empty when everything was read
 */
public record UserConfig(
        List<ConfigFact> onHost, SortedMap<DestinationRef, List<ConfigFact>> rules, Optional<String> unreadable) {

    /** Nothing is to be respected. */
    public static final UserConfig IGNORED = new UserConfig(List.of(), new TreeMap<>(), Optional.empty());

    public UserConfig {
        onHost = List.copyOf(onHost);
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    }

    List<ConfigFact> rulesOn(DestinationRef service) {
        return rules.getOrDefault(service, List.of());
    }
}
