// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    private static Read<Optional<GoDuration>> positive(String text) {
        return Read.by(problems -> Durations.positive(text, "f", problems));
    }

    private static Read<Optional<GoDuration>> positiveOrZero(String text) {
        return Read.by(problems -> Durations.positiveOrZero(text, "f", problems));
    }

    private static Read<Optional<GoDuration>> wholeSeconds(String text) {
        return Read.by(problems -> Durations.wholeSeconds(text, "f", problems));
    }

    @Test
    void takesOneMillisecondAndMore() {
        assertThat(positive("1ms").value()).hasValue(GoDuration.MILLISECOND);
        assertThat(positive("1h").problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-5s", "0.5ms", "1.0001s", "1d", ""})
    void refusesWhatIstioRefuses(String text) {
        assertThat(positive(text).value()).isEmpty();
        assertThat(positive(text).problems()).singleElement().asString().startsWith("f: ");
    }

    @Test
    void zeroCanBeAllowed() {
        assertThat(positiveOrZero("0s").value()).hasValue(new GoDuration(0));
        assertThat(positiveOrZero("-1ms").problems()).containsExactly("f: must not be negative, but is -1ms");
    }

    @Test
    void wholeSecondsAreOneAndMore() {
        assertThat(wholeSeconds("1000ms").value()).hasValue(GoDuration.ofSeconds(1));
        assertThat(wholeSeconds("1500ms").problems()).hasSize(1);
        assertThat(wholeSeconds("0s").problems()).hasSize(1);
        assertThat(wholeSeconds("-1s").problems()).hasSize(1);
    }

    @Test
    void aLongTextIsShortenedInTheMessage() {
        assertThat(positive("x".repeat(10_000)).problems())
                .singleElement()
                .asString()
                .hasSizeLessThan(150)
                .contains("write for example 5s");
    }
}
