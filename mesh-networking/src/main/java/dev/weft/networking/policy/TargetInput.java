// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.TlsAction;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the acceptance on one target may read.
 *
 * @param served whether the target's mesh is one that is translated; elsewhere nothing is written, so nothing can conflict
 * @param trafficPolicies those that select the target and may be applied, in any order
 * @param accessPolicies likewise, ordered by key
 * @param accessWaiting AccessPolicies that select the target and may not be applied now, ordered
 * @param destinations what is known of every service that {@code trafficPolicies} refer to
 * @param failoverServices those of the FailoverServices they refer to that exist
 * @param trustDomains what is known of every cluster that {@code accessPolicies} refer to
 * @param defaultTls the TLS mode that Settings ask for
 * @param userConfig what users own on the hosts concerned, when that is to be respected
 */
public record TargetInput(
        TargetFact target,
        boolean served,
        List<TrafficPolicyFact> trafficPolicies,
        List<AccessPolicyFact> accessPolicies,
        List<Ref> accessWaiting,
        SortedMap<DestinationRef, Destination> destinations,
        SortedMap<Ref, FailoverHost> failoverServices,
        SortedMap<String, TrustDomain> trustDomains,
        Optional<TlsAction.Mode> defaultTls,
        UserConfig userConfig) {

    public TargetInput {
        trafficPolicies = List.copyOf(trafficPolicies);
        accessPolicies = List.copyOf(accessPolicies);
        accessWaiting = List.copyOf(accessWaiting);
        destinations = Collections.unmodifiableSortedMap(new TreeMap<>(destinations));
        failoverServices = Collections.unmodifiableSortedMap(new TreeMap<>(failoverServices));
        trustDomains = Collections.unmodifiableSortedMap(new TreeMap<>(trustDomains));
    }

    /** What is known of {@code service}. */
    Destination destination(DestinationRef service) {
        return destinations.getOrDefault(service, Destination.MISSING);
    }

    /** What is known of the identities of {@code cluster}. */
    TrustDomain trustDomain(String cluster) {
        return trustDomains.getOrDefault(cluster, TrustDomain.NONE);
    }
}
