// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "0s, 0s",
        "5s, 5s",
        "+5s, 5s",
        "-1.5s, -1.500s",
        "1m30s, 90s",
        "1.5h, 5400s",
        ".5s, 0.500s",
        "1.s, 1s",
        "100ms, 0.100s",
        "1us, 0.000001s",
        "1µs, 0.000001s",
        "1ns, 0.000000001s",
        "1h1m1s1ms1us1ns, 3661.001001001s",
        "00001s, 1s",
    })
    void readsEveryLiteralOfGoAndWritesProtobufJson(String text, String wire) {
        assertThat(GoDuration.parse(text)).map(GoDuration::wire).hasValue(wire);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "5",
                "s",
                "1d",
                "5 s",
                "5S",
                "1e3s",
                "--1s",
                "1s-1s",
                ".s",
                "five",
                "1,5s",
                "9999999h",
                "∞"
            })
    void refusesEverythingElse(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Test
    void aVeryLongTextIsRefusedWithoutBeingRead() {
        assertThat(GoDuration.parse("1s".repeat(1_000_000))).isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        for (long nanos : new long[] {0, 1, 999, 1_000_000, 1_500_000_000L, -250_000_000L, Long.MAX_VALUE}) {
            GoDuration duration = new GoDuration(nanos);
            assertThat(GoDuration.parse(duration.wire())).hasValue(duration);
        }
    }

    @Test
    void ordersByLength() {
        assertThat(new GoDuration(1)).isLessThan(GoDuration.MILLISECOND);
        assertThat(GoDuration.ofSeconds(1)).isGreaterThan(GoDuration.MILLISECOND);
    }
}
