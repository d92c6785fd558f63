// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.smi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Yaml;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge that never complains proves nothing: each rule is shown an object that breaks it. */
class SmiJudgeTest {

    private static final String ROUTES = "HTTPRouteGroup|{matches: [{name: m, methods: [GET], pathRegex: /a}]}";
    private static final String PORTS = "TCPRoute|{matches: {ports: [5432]}}";

    private static Optional<SmiJudge> judge = Optional.empty();

    @BeforeAll
    static void fetch() {
        judge = SmiJudge.ofOpenServiceMesh();
    }

    private static JsonNode object(String kind, String spec) {
        String apiVersion = switch (kind) {
            case "TrafficTarget" -> "access.smi-spec.io/v1alpha3";
            case "TrafficSplit" -> "split.smi-spec.io/v1alpha2";
            default -> "specs.smi-spec.io/v1alpha4";
        };
        return Yaml.documents("{apiVersion: " + apiVersion + ", kind: " + kind
                        + ", metadata: {name: n, namespace: ns}, spec: " + spec + "}")
                .getFirst();
    }

    private static JsonNode object(String kindAndSpec) {
        String[] parts = kindAndSpec.split("\\|", 2);
        return object(parts[0], parts[1]);
    }

    private static String target(String destination, String rules, String sources) {
        return "{destination: {kind: ServiceAccount, name: a, namespace: " + destination + "}, rules: " + rules
                + ", sources: " + sources + "}";
    }

    private static List<String> complaints(JsonNode... objects) {
        assumeTrue(judge.isPresent(), "Go was not found on PATH; the schemas of Open Service Mesh cannot be fetched");
        return judge.get().complaints(List.of(objects));
    }

    @Test
    void whatFitsIsTaken() {
        String source = "[{kind: ServiceAccount, name: b, namespace: ns}]";
        String rules = "[{kind: HTTPRouteGroup, name: n, matches: [m]}, {kind: TCPRoute, name: n}]";
        assertThat(complaints(
                        object(ROUTES),
                        object(PORTS),
                        object("TrafficTarget", target("ns", rules, source)),
                        object("TrafficSplit", "{service: s.ns, backends: [{service: s, weight: 1}]}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTPRouteGroup; {matches: [{name: m, methods: [FETCH], pathRegex: /a}]}; spec.matches[0].methods[0]",
                "HTTPRouteGroup; {matches: [{methods: [GET]}]}; spec.matches[0].name",
                "HTTPRouteGroup; {matches: [{name: m, path: /a}]}; spec.matches[0].path: unknown field",
                "HTTPRouteGroup; {matches: [{name: m, pathRegex: '(?=a)'}]}; is not RE2",
                "TCPRoute; {matches: {ports: [http]}}; spec.matches.ports[0]",
                "TCPRoute; {matches: {}}; spec.matches.ports",
                "TCPRoute; {matches: {ports: []}}; which means every port",
                "TCPRoute; {matches: {ports: [70000]}}; is no port",
                "TrafficSplit; {service: s.ns, backends: [{service: s, weight: many}]}; spec.backends[0].weight",
                "UDPRoute; {matches: {}}; has no such kind",
            })
    void whatDoesNotFitIsNamed(String kind, String spec, String complaint) {
        assertThat(complaints(object(kind, spec)))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "other; [{kind: TCPRoute, name: n}]; [{kind: ServiceAccount, name: b}]; spec.destination.namespace",
                "ns; [{kind: TCPRoute, name: n}]; []; which means everybody",
                "ns; [{kind: TCPRoute, name: n}]; [{kind: Group, name: b}]; is no ServiceAccount",
                "ns; [{kind: TCPRoute, name: x}]; [{kind: ServiceAccount, name: b}]; there is no TCPRoute x",
                "ns; [{kind: HTTPRouteGroup, name: n, matches: [x]}]; [{kind: ServiceAccount, name: b}]; there is no match x",
                "ns; [{kind: HTTPRouteGroup, name: n}]; [{kind: ServiceAccount, name: b}]; no match of n is named",
                "ns; [{kind: Route, name: n}]; [{kind: ServiceAccount, name: b}]; spec.rules[0].kind",
            })
    void aTrafficTargetMustMeanWhatItSays(String namespace, String rules, String sources, String complaint) {
        assertThat(complaints(
                        object(ROUTES), object(PORTS), object("TrafficTarget", target(namespace, rules, sources))))
                .singleElement()
                .satisfies(found -> assertThat(found).contains(complaint));
    }
}
