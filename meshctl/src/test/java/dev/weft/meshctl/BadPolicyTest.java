// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.GoodWorld.access;
import static dev.weft.meshctl.GoodWorld.beside;
import static dev.weft.meshctl.GoodWorld.only;
import static dev.weft.meshctl.GoodWorld.policy;
import static dev.weft.meshctl.GoodWorld.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bad policy beside good ones: a clear finding on it, and everything else byte for byte as without it. */
class BadPolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retries: {attempts: many}|spec.retries.attempts|the text \"many\"",
                "retries: {attempts: '3'}|spec.retries.attempts|the text \"3\"",
                "retries: {attempts: 1.5}|spec.retries.attempts|the number 1.5",
                "retries: {attempts: 3000000000}|spec.retries.attempts|3000000000",
                "retries: [1]|spec.retries|a list",
                "retries: 3|spec.retries|the number 3",
                "requestTimeout: 5|spec.requestTimeout|the number 5",
                "faultInjection: {percentage: half}|spec.faultInjection.percentage|the text \"half\"",
                "faultInjection: {percentage: .nan}|spec.faultInjection.percentage|the text \".nan\"",
                "corsPolicy: {allowCredentials: 'true'}|spec.corsPolicy.allowCredentials|true or false",
                "mtls: {istio: {tlsMode: STRICT}}|spec.mtls.istio.tlsMode|allowed are DISABLE, SIMPLE, ISTIO_MUTUAL",
                "mtls: {istio: {tlsMode: 2}}|spec.mtls.istio.tlsMode|the number 2",
                "httpRequestMatchers: [{method: {method: FETCH}}]|spec.httpRequestMatchers[0].method.method|FETCH",
                "httpRequestMatchers: [null]|spec.httpRequestMatchers[0]|null",
                "httpRequestMatchers: {prefix: /a}|spec.httpRequestMatchers|an object",
                "sourceSelector: [{namespaces: [null]}]|spec.sourceSelector[0].namespaces[0]|null",
                "sourceSelector: [{labels: {app: }}]|spec.sourceSelector[0].labels.app|null",
                "sourceSelector: [{labels: {version: 1}}]|spec.sourceSelector[0].labels.version|the number 1",
            })
    void G14_anObjectThatDoesNotDecodeIsLeftOutAndNamesItsFieldAndItsPlace(String rule, String field, String found) {
        Outcome outcome = beside(policy("bad", rule, "ratings"), "TrafficPolicy.gloo-mesh.bad");
        assertThat(outcome.exitCode()).isEqualTo(3);
        ReportedFinding finding = only(outcome, "Undecodable");
        assertThat(finding.object()).isEqualTo("TrafficPolicy gloo-mesh/bad");
        assertThat(finding.field()).isEqualTo(field);
        assertThat(finding.message()).contains(found).contains("mgmt/6.yaml:1:1");
        assertThat(outcome.status("TrafficPolicy", "gloo-mesh", "bad")
                        .path("state")
                        .asText())
                .isEqualTo("INVALID");
        assertThat(outcome.stdout())
                .contains("INVALID  TrafficPolicy gloo-mesh/bad")
                .contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requestTimeout: soon|spec.requestTimeout|5s",
                "requestTimeout: 5|Undecodable|",
                "requestTimeout: -1s|spec.requestTimeout|negative",
                "requestTimeout: 1us|spec.requestTimeout|below one millisecond",
                "requestTimeout: 9999999999h|spec.requestTimeout|not a duration",
                "retries: {attempts: -1}|spec.retries.attempts|-1",
                "retries: {attempts: 1, perTryTimeout: 0s}|spec.retries.perTryTimeout|1ms",
                "faultInjection: {percentage: 101, abort: {httpStatus: 500}}|spec.faultInjection.percentage|101",
                "faultInjection: {percentage: -0.1, abort: {httpStatus: 500}}|spec.faultInjection.percentage|-0.1",
                "faultInjection: {abort: {}}|spec.faultInjection.abort.httpStatus|missing",
                "faultInjection: {abort: {httpStatus: 999}}|spec.faultInjection.abort.httpStatus|999",
                "faultInjection: {percentage: 5}|spec.faultInjection|no kind of fault",
                "faultInjection: {fixedDelay: 1s, abort: {httpStatus: 500}}|spec.faultInjection|only one",
                "httpRequestMatchers: [{prefix: /a, exact: /b}]|spec.httpRequestMatchers[0]|only one",
                "httpRequestMatchers: [{regex: '(?=a)'}]|spec.httpRequestMatchers[0].regex|RE2",
                "httpRequestMatchers: [{regex: '((a{99}){99}){99}'}]|spec.httpRequestMatchers[0].regex|RE2",
                "httpRequestMatchers: [{headers: [{value: x}]}]|spec.httpRequestMatchers[0].headers[0].name|missing",
                "httpRequestMatchers: [{headers: [{name: x, value: '[', regex: true}]}]|spec.httpRequestMatchers[0].headers[0].value|RE2",
                "httpRequestMatchers: [{queryParameters: [{}]}]|spec.httpRequestMatchers[0].queryParameters[0].name|missing",
                "sourceSelector: [{namespaces: ['']}]|spec.sourceSelector[0].namespaces|empty",
                "sourceSelector: [{clusters: ['']}]|spec.sourceSelector[0].clusters|empty",
                "sourceSelector: [{labels: {'': x}}]|spec.sourceSelector[0].labels|label key",
                "sourceSelector: [{labels: {'a b': x}}]|spec.sourceSelector[0].labels|a b",
                "sourceSelector: [{labels: {app: 'x y'}}]|spec.sourceSelector[0].labels.app|x y",
                "mirror: {percentage: 200, kubeService: {name: other, namespace: bookinfo, clusterName: east}}|spec.mirror.percentage|200",
                "mirror: {}|spec.mirror|kubeService",
                "mirror: {kubeService: {name: other}}|spec.mirror.kubeService|namespace, clusterName",
                "mirror: {port: 70000, kubeService: {name: other, namespace: bookinfo, clusterName: east}}|spec.mirror.port|70000",
                "trafficShift: {destinations: [{weight: 1}]}|spec.trafficShift.destinations[0]|no destination",
                "trafficShift: {destinations: [{kubeService: {name: other, namespace: bookinfo, clusterName: east, port: -1}}]}|spec.trafficShift.destinations[0].kubeService.port|-1",
                "trafficShift: {destinations: [{weight: -1, kubeService: {name: other, namespace: bookinfo, clusterName: east}}]}|spec.trafficShift.destinations[0].weight|-1",
                "trafficShift: {destinations: [{kubeService: {name: other, namespace: bookinfo, clusterName: east, subset: {'': x}}}]}|spec.trafficShift.destinations[0].kubeService.subset|label key",
                "trafficShift: {destinations: [{kubeService: {}, failoverService: {}}]}|spec.trafficShift.destinations[0]|only one",
                "outlierDetection: {maxEjectionPercent: 101}|spec.outlierDetection.maxEjectionPercent|101",
                "outlierDetection: {interval: never}|spec.outlierDetection.interval|not a duration",
                "corsPolicy: {allowOrigins: [{}]}|spec.corsPolicy.allowOrigins[0]|no origin",
                "corsPolicy: {allowMethods: ['']}|spec.corsPolicy.allowMethods|empty",
                "headerManipulation: {appendRequestHeaders: {'': x}}|spec.headerManipulation.appendRequestHeaders|without a name",
            })
    void G15_aValueThatCannotBeUsedMakesThePolicyInvalidAndChangesNothingElse(String rule, String field, String why) {
        Outcome outcome = beside(policy("bad", rule, "ratings"), "TrafficPolicy.gloo-mesh.bad");
        assertThat(outcome.exitCode()).isEqualTo(3);
        if (field.equals("Undecodable")) {
            only(outcome, "Undecodable");
            return;
        }
        assertThat(outcome.findings().stream().filter(finding -> finding.field().equals(field)))
                .as(String.valueOf(outcome.findings()))
                .anySatisfy(finding -> {
                    assertThat(finding.severity()).isEqualTo("error");
                    assertThat(finding.object()).isEqualTo("TrafficPolicy gloo-mesh/bad");
                    assertThat(finding.message()).contains(why);
                    assertThat(finding.remedy()).isNotBlank();
                });
        assertThat(outcome.status("TrafficPolicy", "gloo-mesh", "bad")
                        .path("state")
                        .asText())
                .isEqualTo("INVALID");
        assertThat(outcome.findOutput("east", "VirtualService", "bookinfo", "ratings"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allowedPorts: [0]|spec.allowedPorts[0]|0",
                "allowedPorts: [80, 65536]|spec.allowedPorts[1]|65536",
                "allowedPaths: ['']|spec.allowedPaths|empty",
                "sourceSelector: [{kubeServiceAccountRefs: {}}]|spec.sourceSelector[0].kubeServiceAccountRefs|no service account",
                "sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: a}]}}]|spec.sourceSelector[0].kubeServiceAccountRefs.serviceAccounts[0]|namespace, clusterName",
                "sourceSelector: [{kubeIdentityMatcher: {namespaces: ['']}}]|spec.sourceSelector[0].kubeIdentityMatcher.namespaces|empty",
            })
    void G15_G16_anAccessPolicyWithAHoleOpensNothing(String rule, String field, String why) {
        Outcome outcome = beside(access("bad", rule), "AccessPolicy.gloo-mesh.bad");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.findings()).anySatisfy(finding -> {
            assertThat(finding.field()).isEqualTo(field);
            assertThat(finding.message()).contains(why);
        });
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "other"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sourceSelector: [null]|spec.sourceSelector[0]",
                "sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [null]}}]|spec.sourceSelector[0].kubeServiceAccountRefs.serviceAccounts[0]",
                "allowedMethods: [null]|spec.allowedMethods[0]",
                "allowedMethods: [GET, FETCH]|spec.allowedMethods[1]",
                "allowedPorts: [null]|spec.allowedPorts[0]",
                "allowedPorts: [http]|spec.allowedPorts[0]",
            })
    void G16_aNullIsNeverReadAsEveryone(String rule, String field) {
        Outcome outcome = beside(access("bad", rule), "AccessPolicy.gloo-mesh.bad");
        assertThat(only(outcome, "Undecodable").field()).isEqualTo(field);
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "other"))
                .isEmpty();
    }

    @Test
    void anUnknownFieldIsAWarningWithASuggestionAndTheRestCounts() {
        Outcome outcome = world().mgmt(policy(
                        "odd",
                        "request_timeout: 5s\nretries: {attempts: 2, perTryTimeOut: 1s, zzz: {a: [1]}}",
                        "ratings"))
                .render();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.findings("UnknownField"))
                .extracting(ReportedFinding::field)
                .containsExactly("spec.request_timeout", "spec.retries.perTryTimeOut", "spec.retries.zzz");
        assertThat(outcome.findings("UnknownField"))
                .extracting(ReportedFinding::remedy)
                .satisfiesExactly(
                        remedy -> assertThat(remedy).startsWith("Did you mean requestTimeout?"),
                        remedy -> assertThat(remedy).startsWith("Did you mean perTryTimeout?"),
                        remedy -> assertThat(remedy).doesNotContain("Did you mean"));
        assertThat(outcome.routes("east", "bookinfo", "ratings")
                        .get(0)
                        .at("/retries/attempts")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aThousandUnknownFieldsDoNotDrownTheOtherFindings() {
        String fields = IntStream.range(0, 1000).mapToObj(i -> "x" + i + ": 1").collect(Collectors.joining("\n"));
        Outcome outcome = world().mgmt(policy("odd", fields, "ratings")).render();
        assertThat(outcome.findings("UnknownField")).hasSize(51);
        assertThat(outcome.findings("UnknownField"))
                .anySatisfy(finding -> assertThat(finding.message()).contains("950 more fields"));
    }

    @ParameterizedTest
    @CsvSource({"nowhere,bookinfo,east", "ratings,nowhere,east", "ratings,bookinfo,nowhere", "../../x,bookinfo,east"})
    void aReferenceToNothingIsFoundAndNamed(String name, String namespace, String cluster) {
        String bad = policy(
                        "bad",
                        "retries: {attempts: 1}",
                        name + ", namespace: " + namespace + ", clusterName: " + cluster + "}, {name: " + name)
                .replace(
                        "namespace: bookinfo, clusterName: east",
                        "namespace: " + namespace + ", clusterName: " + cluster);
        Outcome outcome = beside(bad, "TrafficPolicy.gloo-mesh.bad");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.findings("ReferenceNotFound")).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy gloo-mesh/bad");
            assertThat(finding.field()).startsWith("spec.destinationSelector[0].kubeServiceRefs.services[");
            assertThat(finding.message()).contains(name + "." + namespace + "." + cluster);
        });
    }

    @Test
    void aPartialReferenceIsNoWildcard() {
        String bad = policy("bad", "retries: {attempts: 1}", "ratings").replace(", clusterName: east", "");
        Outcome outcome = beside(bad, "TrafficPolicy.gloo-mesh.bad");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(only(outcome, "MalformedReference").message()).contains("clusterName");
    }
}
