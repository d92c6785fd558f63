// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentagesTest {

    private static Read<Double> orAll(@Nullable Double wire) {
        return Read.by(problems -> Percentages.orAll(wire, "f", problems));
    }

    private static Read<Double> ofFaults(@Nullable Double wire) {
        return Read.by(problems -> Percentages.ofFaults(wire, "f", problems));
    }

    @Test
    void BUG_26_absentMeansAll() {
        assertThat(orAll(null).value()).isEqualTo(100);
        assertThat(ofFaults(null).value()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0001, 12.5, 100})
    void takesZeroToAHundred(double percentage) {
        assertThat(orAll(percentage)).isEqualTo(ofFaults(percentage));
        assertThat(orAll(percentage).value()).isEqualTo(percentage);
        assertThat(orAll(percentage).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesTheRest(double percentage) {
        assertThat(orAll(percentage).problems()).singleElement().asString().contains("from 0 to 100");
    }

    @Test
    void aShareOfFaultsHasALeastValue() {
        assertThat(ofFaults(0.00001).problems()).containsExactly("f: must be 0 or at least 0.0001, but is 0.00001");
        assertThat(orAll(0.00001).problems()).isEmpty();
    }
}
