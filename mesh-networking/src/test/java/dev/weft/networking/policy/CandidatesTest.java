// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.settings.PolicyScope;
import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CandidatesTest {

    private static final Tenancy ANY = new Tenancy(PolicyScope.ANY, "gloo-mesh");

    private record Policy(Ref ref, Destinations destinations) {}

    private static Policy naming(String name, String... services) {
        List<DestinationSelector> named = new ArrayList<>();
        for (String service : services) {
            named.add(new DestinationSelector.Named(service(service), "f"));
        }
        return new Policy(new Ref("p", name), new Destinations(false, named));
    }

    private static DestinationRef service(String name) {
        return new DestinationRef("east", "shop", name);
    }

    private static List<String> selecting(Candidates<Policy> candidates, String service, Tenancy tenancy) {
        return candidates.selecting(service(service), Map.of(), tenancy).stream()
                .map(policy -> policy.ref().name())
                .toList();
    }

    @Test
    void thoseThatNameAndThoseThatMatchComeTogetherByKey_eachOnce() {
        Policy everything = new Policy(new Ref("p", "b"), new Destinations(true, List.of()));
        Policy both = new Policy(
                new Ref("p", "d"),
                new Destinations(
                        false,
                        List.of(
                                new DestinationSelector.Named(service("s1"), "f"),
                                new DestinationSelector.Matching(new TreeMap<>(), List.of("shop"), List.of()))));
        Candidates<Policy> candidates = Candidates.of(
                List.of(naming("c", "s1", "s1"), both, everything, naming("a", "s1", "s2"), naming("a", "s1", "s2")),
                Policy::ref,
                Policy::destinations);

        assertThat(selecting(candidates, "s1", ANY)).containsExactly("a", "b", "c", "d");
        assertThat(selecting(candidates, "s2", ANY)).containsExactly("a", "b", "d");
        assertThat(selecting(candidates, "s1", new Tenancy(PolicyScope.OWN_NAMESPACE, "gloo-mesh")))
                .isEmpty();
    }

    @Test
    void aServiceLooksOnlyAtThePoliciesThatNameIt() {
        CountingDestinations counted = new CountingDestinations();
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            policies.add(naming("policy-" + i, "s" + i % 1_000));
        }
        Candidates<Policy> candidates = Candidates.of(policies, Policy::ref, counted::of);
        long whileSorting = counted.looks;

        for (int i = 0; i < 1_000; i++) {
            assertThat(selecting(candidates, "s" + i, ANY)).hasSize(10);
        }

        assertThat(whileSorting).isEqualTo(10_000);
        assertThat(counted.looks)
                .as("looks at destinations while 1,000 services ask")
                .isEqualTo(whileSorting);
    }

    private static final class CountingDestinations {
        private long looks;

        Destinations of(Policy policy) {
            looks++;
            return policy.destinations();
        }
    }
}
