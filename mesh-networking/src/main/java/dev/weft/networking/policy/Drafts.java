// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.SourceSelector;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The drafts of one target for the callers of every cluster from which it can be called. Clusters that no policy tells apart share one; so
 * ten clusters usually cost what one does.
 */
final class Drafts {

    /** Stands for all clusters that no policy names; nothing can be called so. */
    private static final String OTHERS = "";

    private final String own;
    private final SortedMap<String, Draft> byCluster = new TreeMap<>();

    /**
     * @param own the target's cluster
     * @param callers other clusters from which it can be called
     * @param policies all that will be tried
     */
    Drafts(String own, Collection<String> callers, Collection<TrafficPolicyFact> policies) {
        this.own = own;
        byCluster.put(own, new Draft(own));
        if (callers.isEmpty()) {
            return;
        }
        Set<String> named = new HashSet<>();
        for (TrafficPolicyFact policy : policies) {
            for (SourceSelector source : policy.rules().sources()) {
                named.addAll(source.clusters());
            }
        }
        for (String caller : callers) {
            String key = named.contains(caller) ? caller : OTHERS;
            byCluster.computeIfAbsent(key, Draft::new);
        }
    }

    /** The fields in which {@code policy} differs from what is accepted on some cluster, in the order of its actions. */
    List<Draft.Clash> clashes(TrafficPolicyFact policy) {
        if (byCluster.size() == 1) {
            return own().clashes(policy);
        }
        Map<String, SortedSet<Ref>> winners = new LinkedHashMap<>();
        byCluster
                .values()
                .forEach(draft -> draft.clashes(policy)
                        .forEach(clash -> winners.computeIfAbsent(clash.field(), absent -> new TreeSet<>())
                                .addAll(clash.winners())));
        List<Draft.Clash> clashes = new ArrayList<>();
        for (Action action : policy.rules().actions()) {
            SortedSet<Ref> found = winners.get(action.field());
            if (found != null) {
                clashes.add(new Draft.Clash(action.field(), found));
            }
        }
        return clashes;
    }

    /** Takes over everything {@code policy} asks for; it must not clash. */
    void add(TrafficPolicyFact policy) {
        byCluster.values().forEach(draft -> draft.add(policy));
    }

    /** What callers of the target's own cluster get. */
    Asked here() {
        return own().asked();
    }

    /** What callers of other clusters get, by cluster where a policy names it, under {@link #OTHERS} for the rest. */
    SortedMap<String, Asked> elsewhere() {
        SortedMap<String, Asked> elsewhere = new TreeMap<>();
        byCluster.forEach((cluster, draft) -> {
            if (!cluster.equals(own)) {
                elsewhere.put(cluster, draft.asked());
            }
        });
        return elsewhere;
    }

    private Draft own() {
        return byCluster.getOrDefault(own, new Draft(own));
    }

    /** What callers of another cluster get, of what {@link #elsewhere} says. */
    static Asked of(SortedMap<String, Asked> elsewhere, String cluster) {
        Asked named = elsewhere.get(cluster);
        return named == null ? elsewhere.getOrDefault(OTHERS, Asked.NOTHING) : named;
    }
}
