// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.settings.PolicyScope;
import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenancyTest {

    private static final Destinations NAMES_OTHER = new Destinations(
            false,
            List.of(new DestinationSelector.Named(
                    new DestinationRef("east", "other", "s"), "spec.destinationSelector[0]")));

    private static Destinations matching(String... namespaces) {
        return new Destinations(
                false, List.of(new DestinationSelector.Matching(new TreeMap<>(), List.of(namespaces), List.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "ANY, shop, shop, true",
        "ANY, shop, other, true",
        "OWN_NAMESPACE, shop, shop, true",
        "OWN_NAMESPACE, shop, other, false",
        "OWN_NAMESPACE, gloo-mesh, other, true",
        "INSTALL_NAMESPACE, shop, shop, false",
        "INSTALL_NAMESPACE, gloo-mesh, shop, true",
    })
    void admitsAPolicyToTheServicesOfANamespace(
            PolicyScope scope, String policyNamespace, String serviceNamespace, boolean admitted) {
        assertThat(new Tenancy(scope, "gloo-mesh").admits(new Ref(policyNamespace, "p"), serviceNamespace))
                .isEqualTo(admitted);
    }

    @Test
    void whatAPolicyNamesBeyondItsNamespaceIsToldWithItsPlace() {
        Tenancy tenancy = new Tenancy(PolicyScope.OWN_NAMESPACE, "gloo-mesh");
        Ref policy = new Ref("shop", "p");

        assertThat(tenancy.beyond(policy, NAMES_OTHER)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("spec.destinationSelector[0]");
            assertThat(error.message()).contains("s.other.east", "OwnNamespace");
        });
        assertThat(tenancy.beyond(policy, matching("other", "shop")))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("namespace other"));
        assertThat(tenancy.beyond(policy, matching("shop"))).isEmpty();
        assertThat(tenancy.beyond(policy, matching())).isEmpty();
        assertThat(tenancy.beyond(new Ref("gloo-mesh", "p"), NAMES_OTHER)).isEmpty();
    }

    @Test
    void whereOnlyTheInstallNamespaceCountsAPolicyElsewhereIsBeyondWhateverItSelects() {
        Tenancy tenancy = new Tenancy(PolicyScope.INSTALL_NAMESPACE, "gloo-mesh");

        assertThat(tenancy.beyond(new Ref("shop", "p"), matching("shop")))
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("metadata.namespace"));
        assertThat(tenancy.beyond(new Ref("gloo-mesh", "p"), matching("shop"))).isEmpty();
    }
}
