// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"x-a", "X_B", "Cookie"})
    void headersThatCanBeMatched(String name) {
        assertThat(HeaderCheck.matched(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":authority", "a b", "a:b", "ä", "*", "@request.auth.claims.group"})
    void headersThatCannotBeMatched(String name) {
        assertThat(HeaderCheck.matched(name)).isPresent();
    }

    @Test
    void theHostCanBeAddedToRequestsOnly() {
        assertThat(HeaderCheck.addedToRequest("Host")).isEmpty();
        assertThat(HeaderCheck.addedToRequest(":authority")).isEmpty();
        assertThat(HeaderCheck.addedToRequest(":path")).isPresent();
        assertThat(HeaderCheck.changed("hOST")).isPresent();
        assertThat(HeaderCheck.changed(":authority")).isPresent();
        assertThat(HeaderCheck.changed("x.dotted")).isEmpty();
        assertThat(HeaderCheck.changed("a b")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "a\tb",
                "100%%",
                "%HOSTNAME%",
                "prefix %HOSTNAME% suffix",
                "%REQ(X-A)%%%",
                "%START_TIME(%Y/%m/%dT%H:%M:%S%z)%",
                "für"
            })
    void valuesThatEnvoyTakes(String value) {
        assertThat(HeaderCheck.value(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50%",
                "abc%123",
                "%START_TIME%%",
                "%HOSTNAME",
                "%REQ(X-A)",
                "100% of %HOSTNAME%",
                "a\nb",
                "\u0000",
                "\u007f"
            })
    void valuesThatEnvoyRefuses(String value) {
        assertThat(HeaderCheck.value(value)).isPresent();
    }
}
