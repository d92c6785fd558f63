// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Yaml;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge that never complains proves nothing: each rule is shown an object that breaks it. */
class IstioJudgeTest {

    private static Optional<IstioJudge> newest = Optional.empty();

    @BeforeAll
    static void fetch() {
        newest = IstioJudge.of(IstioRelease.NEWEST);
    }

    private static JsonNode object(String group, String kind, String spec) {
        return Yaml.documents("{apiVersion: " + group + ".istio.io/v1, kind: " + kind
                        + ", metadata: {name: n, namespace: ns}, spec: " + spec + "}")
                .getFirst();
    }

    private static JsonNode route(String fields) {
        return object(
                "networking",
                "VirtualService",
                "{hosts: [h.local], http: [{route: [{destination: {host: h.local}}]" + (fields.isEmpty() ? "" : ", ")
                        + fields + "}]}");
    }

    private static JsonNode rule(String fields) {
        return object("networking", "DestinationRule", "{host: h.local, " + fields + "}");
    }

    private static JsonNode authorization(String fields) {
        return object("security", "AuthorizationPolicy", "{" + fields + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timeout: 0.5ms | ms precision",
                "timeout: 0s | greater than 1ms",
                "timeout: soon | is not a duration",
                "retries: {perTryTimeout: 2s} | attempts are set to 0",
                "retries: {attempts: -1} | cannot be negative",
                "retries: {attempts: 1, retryOn: 'often'} | not a valid retryOn policy",
                "match: [{headers: {':path x': {exact: a}}}] | not a valid header name",
                "match: [{headers: {x: null}}] | cannot be null",
                "match: [{uri: {regex: '('}}] | is not RE2",
                "match: [{uri: {prefix: ''}}] | prefix should not be empty",
                "match: [{port: 70000}] | not in 1..65535",
                "match: [{sourceNamespace: A_b}] | not a DNS label",
                "match: [{sourceLabels: {'a b': c}}] | not a label key",
                "match: [{sourceLabels: {a: 'b c'}}] | not a label value",
                "match: [{withoutHeaders: {'@request.auth.claims.g': {}}}] | gateways only",
                "headers: {response: {add: {host: x}}} | cannot be changed",
                "headers: {request: {add: {host: a, ':authority': b}}} | cannot be set multiple times",
                "headers: {request: {remove: [':path']}} | cannot be changed",
                "headers: {request: {add: {x: '50%'}}} | has a lone %",
                "corsPolicy: {allowOrigins: [{exact: ''}]} | not a valid match type",
                "corsPolicy: {allowMethods: [get]} | is no HTTP method",
                "corsPolicy: {maxAge: 1.5s} | only whole seconds",
                "fault: {} | an abort and/or a delay",
                "fault: {abort: {httpStatus: 199}} | HTTP status 199",
                "fault: {delay: {exponentialDelay: 1s}} | not supported yet",
                "fault: {delay: {fixedDelay: 1s, percentage: {value: 0.00001}}} | is below",
                "mirror: {host: '*'} | invalid destination host",
                "mirrorPercentage: {value: 101} | not in 0..100",
                "mirror: {host: h.local, subset: v_1} | not a DNS label",
            })
    void aBrokenRouteIsComplainedAbout(String fields, String complaint) {
        assertThat(IstioJudge.webhook(route(fields))).anyMatch(each -> each.contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{hosts: [], http: [{route: [{destination: {host: h}}]}]} | needs hosts",
                "{hosts: ['*'], http: [{route: [{destination: {host: h}}]}]} | not allowed in the mesh",
                "{hosts: [a_b], http: [{route: [{destination: {host: h}}]}]} | invalid label",
                "{hosts: [h, h], http: [{route: [{destination: {host: h}}]}]} | duplicate host",
                "{hosts: [h]} | must be provided",
                "{hosts: [h], http: [{timeout: 1s}]} | route or redirect is required",
                "{hosts: [h], http: [{route: [{weight: 1}]}]} | destination is required",
                "{hosts: [h], http: [{route: [{destination: {host: a}}, {destination: {host: b}}]}]}"
                        + " | total destination weight = 0",
                "{hosts: [h], http: [{route: [{destination: {host: a, port: {number: 0}}}]}]} | not in 1..65535",
                "{hosts: [h], http: [{route: [{destination: {host: a}, headers: {response: {remove: [host]}}}]}]}"
                        + " | cannot be changed",
            })
    void aBrokenVirtualServiceIsComplainedAbout(String spec, String complaint) {
        assertThat(IstioJudge.webhook(object("networking", "VirtualService", spec)))
                .anyMatch(each -> each.contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trafficPolicy: {} | at least one field",
                "trafficPolicy: {tls: {}} | is DISABLE",
                "trafficPolicy: {tls: {mode: MUTUAL}} | needs a client certificate",
                "trafficPolicy: {tls: {mode: ISTIO_MUTUAL, privateKey: f}} | certificates of its own",
                "trafficPolicy: {outlierDetection: {interval: 0s}} | greater than 1ms",
                "trafficPolicy: {outlierDetection: {maxEjectionPercent: 101}} | not in 0..100",
                "trafficPolicy: {portLevelSettings: [{port: {number: 80}}]} | at least one field",
                "subsets: [{name: v1}, {name: v1}] | duplicate subset name",
                "subsets: [{name: v_1}] | not a DNS label",
                "subsets: [{name: v1, labels: {a: 'b c'}}] | not a label value",
            })
    void aBrokenDestinationRuleIsComplainedAbout(String fields, String complaint) {
        assertThat(IstioJudge.webhook(rule(fields))).anyMatch(each -> each.contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rules: [{from: []}] | must not be empty",
                "rules: [{from: [{source: {}}]}] | must not be empty",
                "rules: [{from: [{source: {principals: ['']}}]}] | empty values",
                "rules: [{to: [{operation: {ports: ['0']}}]}] | not a port",
                "rules: [{to: [{operation: {paths: ['/a{b}']}}]}] | has the segment",
                "rules: [{to: [{operation: {paths: ['/{**}/{*}']}}]}] | behind {**}",
                "rules: [{when: [{key: source.namespace}]}] | at least one of values",
                "selector: {matchLabels: {}} | covers the whole namespace",
                "selector: {matchLabels: {a: 'b*'}} | wildcard is not supported",
                "selector: {matchLabels: {a: b}}, targetRefs: [{kind: Service, name: x}] | only one of",
                "targetRefs: [{kind: Pod, name: x}] | cannot refer to",
                "action: DENY | DENY without rules",
            })
    void aBrokenAuthorizationPolicyIsComplainedAbout(String fields, String complaint) {
        assertThat(IstioJudge.webhook(authorization(fields))).anyMatch(each -> each.contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "route | timeoutt: 1s | spec.http[0].timeoutt: unknown field",
                "route | timeout: 1 | must be of type string",
                "route | match: [{uri: {exact: /a, prefix: /b}}] | oneOf",
                "rule | trafficPolicy: {tls: {mode: MTLS}} | Unsupported value",
                "rule | subsets: [{labels: {a: b}}] | Required value",
                "rule | trafficPolicy: {outlierDetection: {interval: 0s}} | must be a valid duration greater than 1ms",
                "authorization | rules: [{to: [{operation: {port: ['1']}}]}] | unknown field",
                "authorization | action: PERMIT | Unsupported value",
            })
    void whatTheSchemaDoesNotAllowIsComplainedAbout(String kind, String fields, String complaint) {
        assumeTrue(newest.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        JsonNode object = switch (kind) {
            case "route" -> route(fields);
            case "rule" -> rule(fields);
            default -> authorization(fields);
        };

        assertThat(newest.orElseThrow().complaints(object)).anyMatch(each -> each.contains(complaint));
    }

    @Test
    void aGoodObjectIsTaken() {
        assumeTrue(newest.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        IstioJudge judge = newest.orElseThrow();

        assertThat(judge.complaints(route("timeout: 1m30.5s, retries: {attempts: 1, retryOn: 'reset,503'}")))
                .isEmpty();
        assertThat(judge.complaints(route("headers: {request: {add: {host: x, y: '100%% %PROTOCOL%'}}}")))
                .isEmpty();
        assertThat(judge.complaints(rule("subsets: [{name: v1, labels: {version: v1}}]")))
                .isEmpty();
        assertThat(judge.complaints(authorization(
                        "selector: {matchLabels: {a: b}}, rules: [{}, {to: [{operation: {paths: ['/a/{*}/{**}']}}]}]")))
                .isEmpty();
        assertThat(judge.complaints(authorization(""))).isEmpty();
    }

    @Test
    void aVersionThatIsNotServedIsComplainedAbout() {
        assumeTrue(newest.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        JsonNode old = Yaml.documents("{apiVersion: networking.istio.io/v1alpha1, kind: VirtualService}")
                .getFirst();

        assertThat(newest.orElseThrow().complaints(old))
                .contains("the release does not serve networking.istio.io/v1alpha1 VirtualService");
    }
}
