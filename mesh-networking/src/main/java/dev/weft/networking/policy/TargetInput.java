// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.MeshFact;
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
 * @param meshType type of the target's mesh; where it is not translated nothing is written, so nothing can conflict
 * @param trafficPolicies those that select the target and may be applied, in any order
 * @param accessPolicies likewise, ordered by key
 * @param accessWaiting AccessPolicies that select the target and may not be applied now, ordered
 * @param destinations what is known of every service that {@code trafficPolicies} refer to
 * @param failoverServices those of the FailoverServices they refer to that exist
 * @param trustDomains what is known of every cluster that {@code accessPolicies} refer to
 * @param callers other clusters from which the target may be called by its global name, ordered
 * @param defaultTls the TLS mode that Settings ask for
 * @param overreach whom else an AuthorizationPolicy for the target would cover; asked for where there are {@code accessPolicies}
 * @param backing who runs behind the service; asked for where {@link #isOsm()}
 * @param userConfig what users own on the hosts concerned, when that is to be respected
 */
public record TargetInput(
        TargetFact target,
        MeshFact.Type meshType,
        List<TrafficPolicyFact> trafficPolicies,
        List<AccessPolicyFact> accessPolicies,
        List<Ref> accessWaiting,
        SortedMap<DestinationRef, Destination> destinations,
        SortedMap<Ref, FailoverOffer> failoverServices,
        SortedMap<String, TrustDomain> trustDomains,
        List<String> callers,
        Optional<TlsAction.Mode> defaultTls,
        Overreach overreach,
        Backing backing,
        UserConfig userConfig) {

    public TargetInput {
        trafficPolicies = List.copyOf(trafficPolicies);
        accessPolicies = List.copyOf(accessPolicies);
        accessWaiting = List.copyOf(accessWaiting);
        callers = List.copyOf(callers);
        destinations = Collections.unmodifiableSortedMap(new TreeMap<>(destinations));
        failoverServices = Collections.unmodifiableSortedMap(new TreeMap<>(failoverServices));
        trustDomains = Collections.unmodifiableSortedMap(new TreeMap<>(trustDomains));
    }

    /** The same with other standings of FailoverServices. */
    TargetInput with(SortedMap<Ref, FailoverOffer> offers) {
        return new TargetInput(
                target,
                meshType,
                trafficPolicies,
                accessPolicies,
                accessWaiting,
                destinations,
                offers,
                trustDomains,
                callers,
                defaultTls,
                overreach,
                backing,
                userConfig);
    }

    /** Whether Istio configuration is written for the target. */
    boolean isIstio() {
        return meshType == MeshFact.Type.ISTIO;
    }

    /** Whether the Service Mesh Interface is written for the target. */
    boolean isOsm() {
        return meshType == MeshFact.Type.OSM;
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
