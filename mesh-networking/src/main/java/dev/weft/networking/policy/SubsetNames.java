// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of subsets, one for each set of labels. Almost always that of {@link Demand#subsetName}, as the reference named them; where two
 * sets of labels of a service would get one name ({@code a: b-c} and {@code a-b: c}), all but the first have eight digits of a hash added.
 *
 * @param others the names that differ, by service and labels
 */
public record SubsetNames(SortedMap<DestinationRef, Map<SortedMap<String, String>, String>> others) {

    private static final int HASH_DIGITS = 8;
    /** What a DNS label of 63 characters leaves beside a dash and the hash. */
    private static final int KEPT = 63 - 1 - HASH_DIGITS;

    public static final SubsetNames PLAIN = new SubsetNames(new TreeMap<>());

    public SubsetNames {
        others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    /** @param demands all demands of some services, in {@link Demand#ORDER}: the first of two keeps the plain name */
    public static SubsetNames of(Collection<Demand> demands) {
        Map<DestinationRef, Map<String, SortedMap<String, String>>> first = new HashMap<>();
        SortedMap<DestinationRef, Map<SortedMap<String, String>, String>> others = new TreeMap<>();
        for (Demand demand : demands) {
            String name = Demand.subsetName(demand.subset());
            SortedMap<String, String> holder = first.computeIfAbsent(demand.service(), absent -> new HashMap<>())
                    .computeIfAbsent(name, absent -> demand.subset());
            if (!holder.equals(demand.subset())) {
                others.computeIfAbsent(demand.service(), absent -> new HashMap<>())
                        .put(demand.subset(), apart(name, demand.subset()));
            }
        }
        return new SubsetNames(others);
    }

    private static String apart(String name, SortedMap<String, String> labels) {
        // Neither = nor , can stand in a label, so no two sets of labels give one text.
        String hash = CanonicalJson.sha256(labels.toString().getBytes(StandardCharsets.UTF_8));
        return name.substring(0, Math.min(name.length(), KEPT)) + "-" + hash.substring(0, HASH_DIGITS);
    }

    /** Those of one service only, so that nobody is disturbed by others. */
    public SubsetNames only(Collection<DestinationRef> services) {
        SortedMap<DestinationRef, Map<SortedMap<String, String>, String>> kept = new TreeMap<>(others);
        kept.keySet().retainAll(services);
        return new SubsetNames(kept);
    }

    /** With those of other services. */
    public SubsetNames and(SubsetNames more) {
        SortedMap<DestinationRef, Map<SortedMap<String, String>, String>> all = new TreeMap<>(others);
        all.putAll(more.others);
        return new SubsetNames(all);
    }

    public String of(DestinationRef service, SortedMap<String, String> labels) {
        return others.getOrDefault(service, Map.of()).getOrDefault(labels, Demand.subsetName(labels));
    }
}
