// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemandTest {

    private static String name(Map<String, String> labels) {
        return Demand.subsetName(new TreeMap<>(labels));
    }

    @Test
    void aNameIsMadeOfThePairsInOrder() {
        assertThat(name(Map.of("version", "v1", "foo", "bar"))).isEqualTo("foo-bar-version-v1");
        assertThat(name(Map.of("version", "v1.2"))).isEqualTo("version-v1-2");
    }

    @Test
    void aLongNameIsCutAsTheReferenceCutsIt() {
        assertThat(name(Map.of("key", "v".repeat(63))))
                .hasSize(63)
                .startsWith("key-" + "v".repeat(27) + "-")
                .matches("[a-z0-9-]*[a-z0-9]");
    }

    @Test
    void namesThatNoDnsLabelCanBeStayApart() {
        assertThat(name(Map.of("version", "v1_2")))
                .startsWith("version-v1-2-")
                .isNotEqualTo(name(Map.of("version", "v1-2")))
                .isNotEqualTo(name(Map.of("version", "v1.2")));
        assertThat(name(Map.of("k_" + "e".repeat(61), "v_" + "w".repeat(61))))
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
                .hasSizeLessThan(64);
    }
}
