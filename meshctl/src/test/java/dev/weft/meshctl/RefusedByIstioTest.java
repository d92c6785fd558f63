// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.TwoClusters.REVIEWS_EAST_KEY;
import static dev.weft.meshctl.TwoClusters.onReviews;
import static dev.weft.meshctl.TwoClusters.routes;
import static dev.weft.meshctl.TwoClusters.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Istio's API server or webhook refuses is refused here, policy by policy: all policies of a service share its VirtualService, so one
 * that Istio refuses would undo the others.
 */
class RefusedByIstioTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "requestTimeout: -1s | spec.requestTimeout",
                "requestTimeout: 1us | spec.requestTimeout",
                "requestTimeout: soon | spec.requestTimeout",
                "retries: {attempts: -1} | spec.retries.attempts",
                "retries: {attempts: 1, perTryTimeout: 0s} | spec.retries.perTryTimeout",
                "retries: {attempts: 1, perTryTimeout: 1.5ms} | spec.retries.perTryTimeout",
                "retries: {attempts: 1, retryOn: [often]} | spec.retries.retryOn",
                "retries: {attempts: 1, retryOn: ['599']} | spec.retries.retryOn",
                "retries: {attempts: 1, retryOn: ['']} | spec.retries.retryOn",
                "trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: east},"
                        + " headerManipulation: {removeResponseHeaders: [host]}}]}"
                        + " | spec.trafficShift.destinations[0].headerManipulation.removeResponseHeaders",
                "corsPolicy: {maxAge: 1.5s} | spec.corsPolicy.maxAge",
                "corsPolicy: {maxAge: 0s} | spec.corsPolicy.maxAge",
                "corsPolicy: {allowMethods: [get]} | spec.corsPolicy.allowMethods",
                "corsPolicy: {allowMethods: ['*']} | spec.corsPolicy.allowMethods",
                "corsPolicy: {allowHeaders: ['a b']} | spec.corsPolicy.allowHeaders",
                "corsPolicy: {exposeHeaders: ['a:b']} | spec.corsPolicy.exposeHeaders",
                "corsPolicy: {allowOrigins: [{exact: ''}]} | spec.corsPolicy.allowOrigins[0]",
                "corsPolicy: {allowOrigins: [{regex: '('}]} | spec.corsPolicy.allowOrigins[0].regex",
                "faultInjection: {fixedDelay: 0s} | spec.faultInjection.fixedDelay",
                "faultInjection: {fixedDelay: 1s, percentage: 101} | spec.faultInjection.percentage",
                "faultInjection: {fixedDelay: 1s, percentage: -1} | spec.faultInjection.percentage",
                "faultInjection: {fixedDelay: 1s, percentage: 0.00001} | spec.faultInjection.percentage",
                "faultInjection: {fixedDelay: 1s, abort: {httpStatus: 500}} | spec.faultInjection",
                "faultInjection: {abort: {httpStatus: 199}} | spec.faultInjection.abort.httpStatus",
                "faultInjection: {abort: {httpStatus: 600}} | spec.faultInjection.abort.httpStatus",
                "headerManipulation: {appendRequestHeaders: {':path': /}} | spec.headerManipulation.appendRequestHeaders",
                "headerManipulation: {appendResponseHeaders: {host: x}} | spec.headerManipulation.appendResponseHeaders",
                "headerManipulation: {appendRequestHeaders: {Host: a, ':authority': b}}"
                        + " | spec.headerManipulation.appendRequestHeaders",
                "headerManipulation: {removeRequestHeaders: [Host]} | spec.headerManipulation.removeRequestHeaders",
                "headerManipulation: {removeResponseHeaders: [':status']} | spec.headerManipulation.removeResponseHeaders",
                "headerManipulation: {removeRequestHeaders: ['']} | spec.headerManipulation.removeRequestHeaders",
                "headerManipulation: {appendRequestHeaders: {x: '50%'}} | spec.headerManipulation.appendRequestHeaders.x",
                "headerManipulation: {appendRequestHeaders: {x: \"a\\nb\"}} | spec.headerManipulation.appendRequestHeaders.x",
                "retries: {attempts: 1}, httpRequestMatchers: [{headers: [{name: ':path', value: /}]}]"
                        + " | spec.httpRequestMatchers[0].headers[0].name",
                "retries: {attempts: 1}, httpRequestMatchers: [{headers: [{name: '@request.auth.claims.group', value: dev}]}]"
                        + " | spec.httpRequestMatchers[0].headers[0].name",
                "retries: {attempts: 1}, httpRequestMatchers: [{headers: [{value: x}]}]"
                        + " | spec.httpRequestMatchers[0].headers[0].name",
                "retries: {attempts: 1}, httpRequestMatchers: [{queryParameters: [{value: x}]}]"
                        + " | spec.httpRequestMatchers[0].queryParameters[0].name",
                "retries: {attempts: 1}, httpRequestMatchers: [{headers: [{name: x, value: '[', regex: true}]}]"
                        + " | spec.httpRequestMatchers[0].headers[0].value",
                "retries: {attempts: 1}, httpRequestMatchers: [{regex: ''}] | spec.httpRequestMatchers[0].regex",
                "retries: {attempts: 1}, httpRequestMatchers: [{exact: /a, prefix: /b}] | spec.httpRequestMatchers[0]",
                "retries: {attempts: 1}, sourceSelector: [{namespaces: ['']}] | spec.sourceSelector[0].namespaces",
                "retries: {attempts: 1}, sourceSelector: [{namespaces: [a, B_c]}] | spec.sourceSelector[0].namespaces",
                "retries: {attempts: 1}, sourceSelector: [{clusters: ['']}] | spec.sourceSelector[0].clusters",
                "retries: {attempts: 1}, sourceSelector: [{labels: {app: 'a b'}}] | spec.sourceSelector[0].labels.app",
                "retries: {attempts: 1}, sourceSelector: [{labels: {'a b': x}}] | spec.sourceSelector[0].labels",
                "outlierDetection: {interval: 0s} | spec.outlierDetection.interval",
                "outlierDetection: {maxEjectionPercent: 101} | spec.outlierDetection.maxEjectionPercent",
                "mirror: {percentage: 101, port: 9080, kubeService: {name: ratings, namespace: bookinfo,"
                        + " clusterName: east}} | spec.mirror.percentage",
                "trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: east,"
                        + " subset: {'a b': c}}}]} | spec.trafficShift.destinations[0].kubeService.subset",
                "trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: east,"
                        + " port: 70000}}]} | spec.trafficShift.destinations[0].kubeService.port",
            })
    void E_19_onlyThePolicyThatIstioWouldRefuseIsRefused(String actions, String field) {
        Outcome outcome = onReviews("requestTimeout: 7s", flow(actions));

        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
        assertThat(state(outcome, "p1")).isEqualTo("INVALID");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.findings("InvalidField")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/p1");
            assertThat(finding.field()).isEqualTo(field);
            assertThat(finding.target()).isEqualTo(REVIEWS_EAST_KEY);
            assertThat(finding.remedy()).isNotEmpty();
        });
        assertThat(Texts.each(routes(outcome, "reviews"), "/timeout", "/match")).containsExactly("7s -");
    }

    /** Several fields of a spec in flow style, as lines. */
    private static String flow(String actions) {
        return actions.replace("}, httpRequestMatchers:", "}\nhttpRequestMatchers:")
                .replace("}, sourceSelector:", "}\nsourceSelector:");
    }

    @Test
    void aTimeOutForNoRetriesIsLeftOutAndMentioned() {
        Outcome outcome = onReviews("retries: {perTryTimeout: 2s}");

        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
        assertThat(routes(outcome, "reviews").getFirst().path("retries")).isEqualTo(Texts.tree("{}"));
        assertThat(outcome.findings("WorthKnowing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.field()).isEqualTo("spec.retries.perTryTimeout"));
    }

    @Test
    void aDelayThatIstioDoesNotImplementIsLeftOutAndMentioned() {
        Outcome outcome = onReviews("faultInjection: {exponentialDelay: 2s}\nrequestTimeout: 5s");

        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
        assertThat(Texts.each(routes(outcome, "reviews"), "/timeout", "/fault")).containsExactly("5s -");

        assertThat(outcome.findings("WorthKnowing")).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo("spec.faultInjection.exponentialDelay");
            assertThat(finding.message()).contains("use fixedDelay");
        });
    }

    @Test
    void twoSpellingsOfOneHeaderAreMentioned() {
        Outcome outcome = onReviews("headerManipulation: {appendRequestHeaders: {X-A: '1', x-a: '2'}}");

        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("WorthKnowing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("X-A and x-a are one header"));
    }
}
