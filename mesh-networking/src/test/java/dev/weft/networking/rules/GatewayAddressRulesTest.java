// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.settings.SettingsSpec.GatewayAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressRulesTest {

    private static GatewayAddressRules rules(GatewayAddresses... entries) {
        Problems problems = new Problems();
        GatewayAddressRules rules = GatewayAddressRules.from(List.of(entries), problems);
        assertThat(problems.problems()).isEmpty();
        return rules;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "169.254.169.254",
                "::1",
                "::",
                "fe80::1",
                "::ffff:127.0.0.1",
                "::ffff:a9fe:a9fe",
                "fd00:ec2::254",
                "169.254.169.254.",
                "100.100.100.200",
                "168.63.129.16",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1",
                "::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "metadata.goog",
                "ip6-localhost",
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "metadata.google.internal",
                "",
                "not a host",
                "127.1",
                "0177.0.0.1"
            })
    void withoutARuleNobodyIsCalledAtWhatOnlyTheCallerCanMean(String host) {
        assertThat(GatewayAddressRules.NONE.objection("east", host)).as(host).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"203.0.113.7", "10.1.2.3", "172.18.0.2", "2001:db8::7", "gateway.example.com", "elb.example."})
    void withoutARuleOthersMayBeCalled(String host) {
        assertThat(GatewayAddressRules.NONE.objection("east", host)).as(host).isEmpty();
    }

    @Test
    void aRuleForAClusterAllowsWhatItNamesAndNothingElse() {
        GatewayAddressRules rules = rules(new GatewayAddresses(
                List.of("east"), List.of("203.0.113.0/25", "2001:db8::/33", "gw.example.com", "*.elb.example")));
        for (String allowed :
                List.of("203.0.113.0", "203.0.113.127", "2001:db8:7fff::1", "gw.example.com", "a.elb.example")) {
            assertThat(rules.objection("east", allowed)).as(allowed).isEmpty();
        }
        for (String refused :
                List.of("203.0.113.128", "2001:db8:8000::1", "gw.example.org", "elb.example", "198.51.100.1")) {
            assertThat(rules.objection("east", refused)).as(refused).isPresent();
        }
        assertThat(rules.objection("west", "198.51.100.1")).isEmpty();
    }

    @Test
    void aRuleWithoutClustersIsAboutAllAndMayAllowLoopback() {
        GatewayAddressRules rules = rules(new GatewayAddresses(null, List.of("127.0.0.0/8")));
        assertThat(rules.objection("east", "127.0.0.1")).isEmpty();
        assertThat(rules.objection("west", "203.0.113.7")).isPresent();
    }

    @Test
    void aRuleWhoseClustersHaveNoNameIsNotAboutAll() {
        Problems problems = new Problems();
        GatewayAddressRules rules =
                GatewayAddressRules.from(List.of(new GatewayAddresses(List.of(""), List.of("127.0.0.0/8"))), problems);
        assertThat(problems.problems()).isNotEmpty();
        assertThat(rules.objection("east", "127.0.0.1")).isPresent();
    }

    @Test
    void whatIsNoAddressIsSaidAndAllowsNothing() {
        Problems problems = new Problems();
        GatewayAddressRules rules = GatewayAddressRules.from(
                List.of(new GatewayAddresses(List.of("east"), List.of("203.0.113.0/33", "300.0.0.1/8"))), problems);
        assertThat(problems.problems()).hasSize(2);
        assertThat(rules.objection("east", "203.0.113.7")).isPresent();
    }
}
