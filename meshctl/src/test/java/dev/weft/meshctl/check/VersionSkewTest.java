// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionSkewTest {

    @Test
    void anAgentMayBeOneMinorVersionBehind() {
        assertThat(VersionSkew.isTooOld("1.4.9", "1.5.0-SNAPSHOT")).isFalse();
        assertThat(VersionSkew.isTooOld("v1.5.2", "1.5.0")).isFalse();
        assertThat(VersionSkew.isTooOld("1.6.0", "1.5.0")).as("newer").isFalse();
        assertThat(VersionSkew.isTooOld("1.3.9", "1.5.0")).isTrue();
        assertThat(VersionSkew.isTooOld("0.12.8", "1.0.0")).isTrue();
    }

    @Test
    void whatIsNoVersionIsNotJudged() {
        assertThat(VersionSkew.isTooOld("", "1.5.0")).isFalse();
        assertThat(VersionSkew.isTooOld("latest", "1.5.0")).isFalse();
        assertThat(VersionSkew.isTooOld("1.2", "test")).isFalse();
    }
}
