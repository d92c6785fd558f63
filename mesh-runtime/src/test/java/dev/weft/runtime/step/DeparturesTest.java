// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.step.Marks.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeparturesTest {

    private final Departures departures = new Departures();

    @ParameterizedTest(name = "seen with \"{0}\", to be deregistered \"{1}\", there is \"{2}\": {3}")
    @CsvSource({
        "'', '', '', REGISTERED",
        "'', '', u1, REGISTERED",
        "u1, '', u1, REGISTERED",
        "u1, '', u2, REGISTERED",
        "u1, '', '', ORPHANED",
        "u1, u1, u1, LEAVING",
        "u1, u1, '', LEAVING",
        "'', true, '', LEAVING",
        "u1, u1, u2, REGISTERED",
        "'', true, u1, REGISTERED"
    })
    void whatBecomesOfAClusterIsReadFromItsSecretAndItsObject(
            String seen, String deregister, String there, Standing standing) {
        assertThat(new Marks(seen, deregister).standing(there)).isEqualTo(standing);
    }

    @Test
    void onlyAChangeIsTold() {
        assertThat(departures.put("east", "u1")).isFalse();
        assertThat(departures.know("east", new Marks("u1", ""))).isFalse();
        assertThat(departures.gone("east")).isTrue();
        assertThat(departures.others()).containsEntry("east", Standing.ORPHANED);
        assertThat(departures.know("east", new Marks("u1", "u1"))).isTrue();
        assertThat(departures.isLeaving("east")).isTrue();
        assertThat(departures.know("east", new Marks("u1", "u1"))).isFalse();
        assertThat(departures.put("east", "u2")).isTrue();
        assertThat(departures.others()).isEmpty();
    }

    @Test
    void aClusterWithoutSecretIsNotLeaving() {
        departures.know("east", new Marks("u1", "u1"));

        assertThat(departures.forget("east")).isTrue();

        assertThat(departures.others()).isEmpty();
    }
}
