// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The policies that may select services of one namespace of one cluster, found by service: those that only name services are looked up, so
 * that ten thousand of them for a thousand services cost each service ten looks and not ten thousand.
 */
public final class Candidates<P> {

    private final Function<P, Ref> ref;
    private final Function<P, Destinations> destinations;
    private final List<P> matching = new ArrayList<>();
    private final Map<DestinationRef, List<P>> naming = new HashMap<>();

    private Candidates(Function<P, Ref> ref, Function<P, Destinations> destinations) {
        this.ref = ref;
        this.destinations = destinations;
    }

    /** @param policies may hold one several times, if it is equal; it then counts once */
    public static <P> Candidates<P> of(
            Collection<P> policies, Function<P, Ref> ref, Function<P, Destinations> destinations) {
        Candidates<P> candidates = new Candidates<>(ref, destinations);
        Map<Ref, P> byRef = new TreeMap<>();
        policies.forEach(policy -> byRef.put(ref.apply(policy), policy));
        byRef.values().forEach(candidates::add);
        return candidates;
    }

    private void add(P policy) {
        Destinations selected = destinations.apply(policy);
        Set<DestinationRef> services = new LinkedHashSet<>();
        selected.named().map(DestinationSelector.Named::service).forEach(services::add);
        boolean onlyNames = !selected.everything()
                && selected.alternatives().stream().allMatch(DestinationSelector.Named.class::isInstance);
        if (onlyNames) {
            services.forEach(service ->
                    naming.computeIfAbsent(service, absent -> new ArrayList<>()).add(policy));
        } else {
            matching.add(policy);
        }
    }

    /** The policies that select the service and that {@code tenancy} admits there, ordered by key. */
    public List<P> selecting(DestinationRef service, Map<String, String> labels, Tenancy tenancy) {
        List<P> selecting = new ArrayList<>(naming.getOrDefault(service, List.of()));
        for (P policy : matching) {
            if (destinations.apply(policy).selects(service, labels)) {
                selecting.add(policy);
            }
        }
        selecting.removeIf(policy -> !tenancy.admits(ref.apply(policy), service.namespace()));
        selecting.sort(Comparator.comparing(ref));
        return selecting;
    }
}
