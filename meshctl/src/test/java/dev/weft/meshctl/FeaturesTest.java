// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.TwoClusters.errors;
import static dev.weft.meshctl.TwoClusters.onReviews;
import static dev.weft.meshctl.TwoClusters.routeOf;
import static dev.weft.meshctl.TwoClusters.routes;
import static dev.weft.meshctl.TwoClusters.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each field of a TrafficPolicy looks like on a route. DEn: tests of spec networking.md 3.3.3. */
class FeaturesTest {

    private static final String RATINGS = "name: ratings, namespace: bookinfo, clusterName: east";

    @Test
    void DE1_crossOriginPolicyIsCopied() {
        JsonNode route = routeOf("""
                corsPolicy:
                  allowOrigins: [{exact: https://a.example}, {prefix: "https://b."}, {regex: "https://c.*"}]
                  allowMethods: [GET, POST]
                  allowHeaders: [X-One, x_two]
                  exposeHeaders: ["*"]
                  maxAge: 1s
                  allowCredentials: false
                """);

        assertThat(route.path("corsPolicy")).isEqualTo(Texts.tree("""
                allowOrigins: [{exact: https://a.example}, {prefix: "https://b."}, {regex: "https://c.*"}]
                allowMethods: [GET, POST]
                allowHeaders: [X-One, x_two]
                exposeHeaders: ["*"]
                maxAge: 1s
                allowCredentials: false
                """));
    }

    @Test
    void credentialsThatAreNotMentionedAreNotWritten() {
        assertThat(routeOf("corsPolicy: {allowOrigins: [{exact: https://a.example}]}")
                        .path("corsPolicy"))
                .isEqualTo(Texts.tree("{allowOrigins: [{exact: https://a.example}]}"));
    }

    @Test
    void anOriginWithoutAKindOfMatchIsNamedByItsPlace() {
        Outcome outcome = onReviews("corsPolicy: {allowOrigins: [{exact: https://a.example}, {}]}");

        assertThat(errors(outcome, "p0")).singleElement().asString().contains("spec.corsPolicy.allowOrigins[1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abort: {httpStatus: 404}, percentage: 50 | abort: {httpStatus: 404, percentage: {value: 50}}",
                "fixedDelay: 2s, percentage: 12.5 | delay: {fixedDelay: 2s, percentage: {value: 12.5}}",
            })
    void DE2_faultsAreCopied(String wanted, String written) {
        assertThat(routeOf("faultInjection: {" + wanted + "}").path("fault"))
                .isEqualTo(Texts.tree("{" + written + "}"));
    }

    @Test
    void DE2_aFaultWithoutKindIsRefused() {
        Outcome outcome = onReviews("faultInjection: {percentage: 50}\nretries: {attempts: 1}");

        assertThat(errors(outcome, "p0"))
                .singleElement()
                .asString()
                .contains("spec.faultInjection", "no kind of fault");
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
    }

    @Test
    void G15_anAbortWithoutStatusIsRefused() {
        assertThat(errors(onReviews("faultInjection: {abort: {}}"), "p0"))
                .singleElement()
                .asString()
                .contains("spec.faultInjection.abort.httpStatus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"faultInjection: {fixedDelay: 1s}", "faultInjection: {abort: {httpStatus: 500}}"})
    void BUG_26_E_13_aFaultWithoutPercentageHitsAllRequests(String fault) {
        JsonNode written = routeOf(fault).path("fault");

        assertThat(written.findValue("percentage")).isEqualTo(Texts.tree("{value: 100}"));
    }

    @Test
    void BUG_26_E_13_aMirrorWithoutPercentageCopiesAllRequests() {
        JsonNode route = routeOf("mirror: {port: 9080, kubeService: {" + RATINGS + "}}");

        assertThat(route.path("mirrorPercentage")).isEqualTo(Texts.tree("{value: 100}"));
    }

    @Test
    void aPercentageOfZeroStaysZero() {
        JsonNode route = routeOf("faultInjection: {fixedDelay: 1s, percentage: 0}\n"
                + "mirror: {port: 9080, percentage: 0, kubeService: {" + RATINGS + "}}");

        assertThat(route.at("/fault/delay/percentage/value").asDouble(-1)).isZero();
        assertThat(route.at("/mirrorPercentage/value").asDouble(-1)).isZero();
    }

    @Test
    void DE3_headersAreAddedAndRemoved() {
        JsonNode route = routeOf("""
                headerManipulation:
                  appendRequestHeaders: {x-a: "1", Host: other}
                  removeRequestHeaders: [x-b]
                  appendResponseHeaders: {x-c: "%HOSTNAME% is 100%%"}
                  removeResponseHeaders: [x-d]
                """);

        assertThat(route.path("headers")).isEqualTo(Texts.tree("""
                request: {add: {x-a: "1", Host: other}, remove: [x-b]}
                response: {add: {x-c: "%HOSTNAME% is 100%%"}, remove: [x-d]}
                """));
    }

    @Test
    void DE4_aMirrorNeedsNoPortWhereThereIsOneOnly() {
        Outcome outcome = TwoClusters.onRatings(
                "mirror: {percentage: 50, kubeService: {name: reviews, namespace: bookinfo, clusterName: east}}");

        assertThat(Texts.each(routes(outcome, "ratings"), "/mirror", "/mirrorPercentage"))
                .containsOnly("{\"host\":\"reviews.bookinfo.svc.cluster.local\"} {\"value\":50}")
                .hasSize(2);
    }

    @Test
    void DE6_DE12_aServiceWithSeveralPortsNeedsOneOfThem() {
        String mirror = "mirror: {%skubeService: {" + RATINGS + "}}";
        String shift = "trafficShift: {destinations: [{kubeService: {" + RATINGS + "%s}}]}";

        assertThat(errors(onReviews(mirror.formatted("")), "p0"))
                .singleElement()
                .asString()
                .contains("spec.mirror.port", "must be set", "9080, 9443");
        assertThat(errors(onReviews(mirror.formatted("port: 1, ")), "p0"))
                .singleElement()
                .asString()
                .contains("spec.mirror.port", "no port 1");
        assertThat(errors(onReviews(shift.formatted("")), "p0"))
                .singleElement()
                .asString()
                .contains("spec.trafficShift.destinations[0].kubeService.port", "must be set");
        assertThat(errors(onReviews(shift.formatted(", port: 1")), "p0"))
                .singleElement()
                .asString()
                .contains("no port 1");
    }

    @Test
    void aMirrorWithoutDestinationIsRefused() {
        assertThat(errors(onReviews("mirror: {percentage: 50}"), "p0"))
                .singleElement()
                .asString()
                .contains("spec.mirror", "kubeService");
    }

    @Test
    void DE8_retriesAndTimeOutAreCopied() {
        JsonNode route = routeOf("retries: {attempts: 5, perTryTimeout: 2s}\nrequestTimeout: 5s");

        assertThat(route.path("retries")).isEqualTo(Texts.tree("{attempts: 5, perTryTimeout: 2s}"));
        assertThat(route.path("timeout").asText()).isEqualTo("5s");
    }

    @Test
    void retriesHappenOnTheConditionsThatAreNamed_whateverTheirOrder() {
        assertThat(routeOf("retries: {attempts: 2, retryOn: [unavailable, '503', reset]}")
                        .at("/retries/retryOn")
                        .asText())
                .isEqualTo("503,reset,unavailable");
        Outcome outcome = onReviews(
                "retries: {attempts: 2, retryOn: [reset, 5xx]}", "retries: {attempts: 2, retryOn: [5xx, reset, 5xx]}");
        assertThat(state(outcome, "p1")).isEqualTo("ACCEPTED");
    }

    @Test
    void conditionsForNoRetriesAreLeftOutAndMentioned() {
        Outcome outcome = onReviews("retries: {retryOn: [5xx]}");

        assertThat(routes(outcome, "reviews").getFirst().path("retries")).isEqualTo(Texts.tree("{}"));
        assertThat(outcome.findings("WorthKnowing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.field()).isEqualTo("spec.retries.retryOn"));
    }

    @Test
    void headersOfADestinationStandWithThatDestination() {
        Outcome outcome = onReviews("""
                trafficShift:
                  destinations:
                  - kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v1}}
                    weight: 90
                  - kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v2}}
                    weight: 10
                    headerManipulation:
                      appendRequestHeaders: {x-canary: "true"}
                      removeResponseHeaders: [x-internal]
                """);

        assertThat(Texts.each(routes(outcome, "reviews").getFirst().path("route"), "/destination/subset", "/headers"))
                .containsExactly(
                        "version-v1 -",
                        "version-v2 {\"request\":{\"add\":{\"x-canary\":\"true\"}},\"response\":{\"remove\":[\"x-internal\"]}}");
    }

    @Test
    void emptyRetriesTurnRetriesOff() {
        JsonNode route = routeOf("retries: {}");

        assertThat(route.path("retries").isObject()).isTrue();
        assertThat(route.path("retries")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1m5s, 65s", "250ms, 0.250s", "1.5h, 5400s", "1500ms, 1.500s", "1h0m0.001s, 3600.001s"})
    void durationsAreReadAsGoAndWrittenAsProtobuf(String given, String written) {
        assertThat(routeOf("requestTimeout: " + given).path("timeout").asText()).isEqualTo(written);
    }

    @Test
    void noTimeOutIsSaidByLeavingItOut() {
        Outcome outcome =
                onReviews("requestTimeout: 0s\nhttpRequestMatchers: [{prefix: /stream}]", "requestTimeout: 2s");

        assertThat(Texts.each(routes(outcome, "reviews"), "/match/0/uri/prefix", "/timeout"))
                .containsExactly("/stream -", "- 2s");
    }

    @Test
    void equalValuesSpelledDifferentlyDoNotConflict() {
        Outcome outcome = onReviews(
                "requestTimeout: 1s\nfaultInjection: {fixedDelay: 1m}",
                "requestTimeout: 1000ms\nfaultInjection: {fixedDelay: 60s, percentage: 100}");

        assertThat(outcome.exitCode()).isZero();
        assertThat(routes(outcome, "reviews")).hasSize(1);
    }

    @Test
    void BUG_25_mirrorsThatDifferInPercentageConflict() {
        String mirror = "mirror: {port: 9080, percentage: %d, kubeService: {" + RATINGS + "}}";
        Outcome outcome = onReviews(mirror.formatted(10), mirror.formatted(20), mirror.formatted(10));

        assertThat(Texts.each(routes(outcome, "reviews"), "/mirrorPercentage/value"))
                .containsExactly("10");
        assertThat(errors(outcome, "p1")).singleElement().asString().contains("spec.mirror", "bookinfo/p0");
        assertThat(state(outcome, "p2")).isEqualTo("ACCEPTED");
    }

    @Test
    void DE10_aShiftGoesToItsDestinationsByWeight() {
        JsonNode route = routeOf("""
                trafficShift:
                  destinations:
                  - weight: 50
                    kubeService: {name: ratings, namespace: bookinfo, clusterName: east, port: 9080}
                  - weight: 50
                    kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v1, foo: bar}}
                """);

        assertThat(route.path("route")).isEqualTo(Texts.tree("""
                - weight: 50
                  destination: {host: ratings.bookinfo.svc.cluster.local, port: {number: 9080}}
                - weight: 50
                  destination: {host: reviews.bookinfo.svc.cluster.local, subset: foo-bar-version-v1}
                """));
    }

    @Test
    void aShiftToAnotherClusterThatNobodyCanCallIsNotApplied() {
        Outcome outcome = onReviews("trafficShift: {destinations: [{kubeService:"
                + " {name: reviews, namespace: bookinfo, clusterName: west}}]}");

        assertThat(outcome.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();
        assertThat(outcome.findings("DestinationNotFederated"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/p0"));
    }

    @Test
    void anEmptyShiftDoesNothing() {
        Outcome outcome = onReviews("trafficShift: {destinations: []}\nretries: {attempts: 1}");

        assertThat(Texts.each(routes(outcome, "reviews"), "/route/0/destination/host", "/retries/attempts"))
                .containsExactly("reviews.bookinfo.svc.cluster.local 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | says no destination",
                "{weight: 1} | says no destination",
                "{kubeService: {name: reviews}} | namespace, clusterName must be set",
                "{kubeService: {name: nobody, namespace: bookinfo, clusterName: east}} | no TrafficTarget",
                "{failoverService: {name: nobody, namespace: bookinfo}} | does not exist",
            })
    void aShiftToNothingIsRefused(String destination, String why) {
        Outcome outcome = onReviews("trafficShift: {destinations: [" + destination + "]}");

        assertThat(errors(outcome, "p0")).singleElement().asString().contains("spec.trafficShift.destinations[0]", why);
    }

    @Test
    void severalDestinationsNeedAWeight_andASumOtherThan100IsMentioned() {
        String shift = "trafficShift: {destinations: [{%skubeService: {" + RATINGS + ", port: 9080}},"
                + " {kubeService: {" + RATINGS + ", port: 9443}}]}";

        assertThat(errors(onReviews(shift.formatted("")), "p0"))
                .singleElement()
                .asString()
                .contains("no weight at all");
        Outcome odd = onReviews(shift.formatted("weight: 3, "));
        assertThat(odd.exitCode()).isZero();
        assertThat(odd.findings("WorthKnowing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("sum to 3"));
    }

    @Test
    void E_16_aHeaderOrParameterWithoutValueMustBePresent() {
        JsonNode match = routeOf("""
                httpRequestMatchers:
                - headers: [{name: x-a}, {name: x-b, invertMatch: true}]
                  queryParameters: [{name: q}, {name: r, value: "1.*", regex: true}]
                retries: {attempts: 1}
                """).at("/match/0");

        assertThat(match).isEqualTo(Texts.tree("""
                headers: {x-a: {}}
                withoutHeaders: {x-b: {}}
                queryParams: {q: {}, r: {regex: "1.*"}}
                """));
    }

    @Test
    void everyMethodAndPathKindIsCopied() {
        Outcome outcome = onReviews("""
                httpRequestMatchers: [{method: {method: PATCH}, exact: /e}, {method: {}, prefix: /p}, {regex: /r+}]
                retries: {attempts: 1}
                """);

        assertThat(Texts.each(routes(outcome, "reviews"), "/match/0"))
                .containsExactly(
                        "{\"method\":{\"exact\":\"PATCH\"},\"uri\":{\"exact\":\"/e\"}}",
                        "{\"uri\":{\"regex\":\"/r+\"}}",
                        "{\"method\":{\"exact\":\"GET\"},\"uri\":{\"prefix\":\"/p\"}}");
    }

    @Test
    void aConditionThatCannotBeExpressedIsMentioned() {
        Outcome outcome = onReviews("""
                httpRequestMatchers: [{headers: [{name: x, value: a}, {name: x, value: b}]}]
                retries: {attempts: 1}
                """);

        assertThat(outcome.findings("WorthKnowing")).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo("spec.httpRequestMatchers[0].headers[1].name");
            assertThat(finding.message()).contains("x a second time");
        });
    }

    @Test
    void aPolicyThatSetsNothingIsAcceptedAndMentioned() {
        Outcome outcome = onReviews("httpRequestMatchers: [{prefix: /a}]");

        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("WorthKnowing")).hasSize(1);
        assertThat(outcome.outputs("east"))
                .isEqualTo(List.of("DestinationRule.bookinfo.ratings", "DestinationRule.bookinfo.reviews"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "httpRequestMatchers: [null]",
                "httpRequestMatchers: [{headers: [null]}]",
                "httpRequestMatchers: [{queryParameters: [~]}]",
                "sourceSelector: [null]",
                "sourceSelector: [{namespaces: [null]}]",
                "sourceSelector: [{labels: {app: }}]",
            })
    void aHoleInAConditionNeverMeansNoCondition(String condition) {
        Outcome outcome = onReviews(condition + "\nretries: {attempts: 1}");

        assertThat(state(outcome, "p0")).isEqualTo("INVALID");
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
    }
}
