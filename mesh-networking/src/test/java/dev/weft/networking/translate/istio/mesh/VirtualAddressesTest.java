// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.translate.istio.mesh.VirtualAddresses.Name;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "some-svc,some-ns,cluster,243.21.204.125",
        "reviews,bookinfo,remote-cluster,241.208.99.7",
        "reviews,bookinfo,mgmt-cluster,244.88.169.242",
        "a,bc,d,252.138.131.168"
    })
    void aServiceGetsTheAddressThatTheReferenceComputed(String name, String namespace, String cluster, String address) {
        Name service = Name.ofService("host", name, namespace, cluster);
        assertThat(VirtualAddresses.of(List.of(service), Map.of())).containsEntry("host", address);
    }

    @Test
    void aFailoverServiceToo() {
        Name service = Name.ofFailover("host", "failover-service", "failover-service-namespace");
        assertThat(VirtualAddresses.of(List.of(service), Map.of())).containsEntry("host", "247.153.147.39");
    }

    @Test
    void BUG_17_twoNamesNeverShareAnAddressAndTheFirstHasTheOneOfTheReference() {
        List<Name> names = List.of(Name.ofService("one", "a", "bc", "d"), Name.ofService("two", "ab", "c", "d"));
        Map<String, String> addresses = VirtualAddresses.of(names, Map.of());
        assertThat(addresses).containsEntry("one", "252.138.131.168");
        assertThat(addresses.get("two")).isNotEqualTo("252.138.131.168");
    }

    @Test
    void whatANameHasOnAClusterItKeepsAndNoOtherGetsIt() {
        List<Name> names = List.of(Name.ofService("one", "a", "bc", "d"), Name.ofService("two", "ab", "c", "d"));
        Map<String, String> addresses = VirtualAddresses.of(names, Map.of("two", List.of("252.138.131.168")));
        assertThat(addresses).containsEntry("two", "252.138.131.168");
        assertThat(addresses.get("one")).isNotEqualTo("252.138.131.168");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7",
                "240.240.1.2",
                "255.255.255.255",
                "240.0.0.0",
                "241.1.1",
                "241.1.1.1.",
                "241.1.1.999",
                ""
            })
    void anAddressThatCannotBeOursIsNotKept(String held) {
        List<Name> names = List.of(Name.ofService("one", "a", "bc", "d"));
        assertThat(VirtualAddresses.of(names, Map.of("one", List.of(held)))).containsEntry("one", "252.138.131.168");
    }

    @Test
    void ofTwoThatHaveOneAddressTheFirstKeepsIt() {
        List<Name> names = List.of(Name.ofService("one", "x", "y", "z"), Name.ofService("two", "v", "w", "z"));
        Map<String, String> addresses =
                VirtualAddresses.of(names, Map.of("one", List.of("240.1.1.1"), "two", List.of("240.1.1.1")));
        assertThat(addresses).containsEntry("one", "240.1.1.1");
        assertThat(addresses.get("two")).isNotEqualTo("240.1.1.1");
    }

    @Test
    void oneMoreNameMovesNoOther() {
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            names.add(Name.ofService("s%04d".formatted(i), "s" + i, "ns", "cluster"));
        }
        Map<String, String> before = VirtualAddresses.of(names, Map.of());
        names.addFirst(Name.ofService("a-first", "new", "ns", "cluster"));
        Map<String, String> after = VirtualAddresses.of(
                names, Map.of("s0001", List.of(before.get("s0001")), "s0002", List.of(before.get("s0002"))));
        assertThat(after).containsAllEntriesOf(before);
        assertThat(new HashSet<>(after.values())).hasSameSizeAs(after.keySet());
        assertThat(after.values()).noneMatch(address -> address.startsWith("240.240."));
    }
}
