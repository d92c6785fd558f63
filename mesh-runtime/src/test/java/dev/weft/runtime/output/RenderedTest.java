// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RenderedTest {

    private static final ObjectId ID = new ObjectId("east", new GroupKind("g", "Kind"), "ns", "name");

    private static Rendered drawn(String hash) {
        return new Rendered(ID, "g/v1", "{}".getBytes(StandardCharsets.UTF_8), hash, List.of(), List.of(ID));
    }

    @Test
    void whatIsDrawnWhenAskedIsDrawnOnceAndNotForItsId() {
        AtomicInteger drawings = new AtomicInteger();
        Rendered late = Rendered.whenAsked(ID, () -> {
            drawings.incrementAndGet();
            return drawn("a");
        });

        assertThat(late.id()).isEqualTo(ID);
        assertThat(late).isEqualByComparingTo(drawn("b")).hasSameHashCodeAs(drawn("b"));
        assertThat(drawings).hasValue(0);

        assertThat(late.hash()).isEqualTo("a");
        assertThat(late.apiVersion()).isEqualTo("g/v1");
        assertThat(late.referents()).containsExactly(ID);
        assertThat(drawings).hasValue(1);
    }

    @Test
    void whenSomethingIsDrawnCannotBeToldFromOutside() {
        assertThat(Rendered.whenAsked(ID, () -> drawn("a")))
                .isEqualTo(drawn("a"))
                .isNotEqualTo(drawn("b"));
        assertThat(drawn("a")).isEqualTo(Rendered.whenAsked(ID, () -> drawn("a")));
    }
}
