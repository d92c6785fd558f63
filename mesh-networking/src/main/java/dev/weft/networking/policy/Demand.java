// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static java.util.Comparator.comparing;

import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.KubeNames;
import dev.weft.runtime.ref.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An accepted policy sends traffic to a subset of a service, so the service's DestinationRule must define it.
 *
 * @param service the service that needs the subset
 * @param subset its labels, not empty
 * @param policy who sends
 * @param source key of the target from which it is sent
 * @param position acceptance order of the policy on that target
 * @param index position of the destination inside the policy
 */
public record Demand(
        DestinationRef service, SortedMap<String, String> subset, Ref policy, String source, int position, int index) {

    private static final Pattern NO_DNS_LABEL = Pattern.compile("[^-a-z0-9]");
    private static final int HASH_DIGITS = 8;
    /** What a DNS label of 63 characters leaves beside a dash and the hash. */
    private static final int KEPT = 63 - 1 - HASH_DIGITS;

    /** By service, then as met when walking targets, their policies and the destinations of these. */
    public static final Comparator<Demand> ORDER = comparing(Demand::service)
            .thenComparing(Demand::source)
            .thenComparingInt(Demand::position)
            .thenComparingInt(Demand::index)
            .thenComparing(Demand::policy);

    public Demand {
        subset = Collections.unmodifiableSortedMap(new TreeMap<>(subset));
    }

    /**
     * The name by which VirtualServices and DestinationRules speak of a subset: {@code key-value} pairs, sorted and joined, made fit for
     * a name. Where that is none that Istio accepts (a DNS label), as with an underscore in a value, the characters in the way become
     * dashes and eight digits of a hash keep it apart from others.
     */
    public static String subsetName(SortedMap<String, String> labels) {
        String joined = labels.entrySet().stream()
                .map(label -> label.getKey() + "-" + label.getValue())
                .sorted()
                .collect(Collectors.joining("-"));
        String name = KubeNames.sanitise(joined);
        if (DnsNames.isLabel(name)) {
            return name;
        }
        String fitting = NO_DNS_LABEL.matcher(name).replaceAll("-");
        String hash = CanonicalJson.sha256(joined.getBytes(StandardCharsets.UTF_8));
        return fitting.substring(0, Math.min(fitting.length(), KEPT)) + "-" + hash.substring(0, HASH_DIGITS);
    }

    /**
     * The demands of one weighted destination: of its subset, where it names one, of each service that may answer.
     *
     * @param services those behind the destination
     */
    static List<Demand> of(
            ShiftAction.Weighted destination,
            List<DestinationRef> services,
            Ref policy,
            String source,
            int position,
            int index) {
        return destination.to().subset().isEmpty()
                ? List.of()
                : services.stream()
                        .map(service -> new Demand(service, destination.to().subset(), policy, source, position, index))
                        .toList();
    }
}
