// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.TwoClusters.errors;
import static dev.weft.meshctl.TwoClusters.onRatings;
import static dev.weft.meshctl.TwoClusters.onReviews;
import static dev.weft.meshctl.TwoClusters.routes;
import static dev.weft.meshctl.TwoClusters.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Written;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which routes a VirtualService has, for whom and in which order. VSn: tests of spec networking.md 3.2.5. */
class RoutesTest {

    private static final String HOST = "/route/0/destination/host";
    private static final String PORT = "/route/0/destination/port/number";
    private static final String ATTEMPTS = "/retries/attempts";

    private static final String VS1_CONDITIONS = """
        sourceSelector: [{labels: {env: dev}, namespaces: [n1, n2]}]
        httpRequestMatchers:
        - {exact: /path, method: {method: GET}}
        - headers: [{name: name3, value: "[a-z]+", regex: true, invertMatch: true}]
          method: {method: POST}
        """;

    @Test
    void VS1_policiesWithTheSameConditionsShareRoutes_oneForEachSourceRequestAndPort() {
        Outcome outcome = onRatings(
                VS1_CONDITIONS + "retries: {attempts: 5}",
                VS1_CONDITIONS + "faultInjection: {abort: {httpStatus: 500}, percentage: 50}");

        List<JsonNode> routes = routes(outcome, "ratings");
        assertThat(Texts.each(
                        routes,
                        "/match/0/method/exact",
                        "/match/0/sourceNamespace",
                        "/match/0/port",
                        "/match/1",
                        PORT,
                        ATTEMPTS,
                        "/fault/abort/httpStatus",
                        "/fault/abort/percentage/value"))
                .containsExactly(
                        "GET n2 9080 - 9080 5 500 50",
                        "GET n2 9443 - 9443 5 500 50",
                        "GET n1 9080 - 9080 5 500 50",
                        "GET n1 9443 - 9443 5 500 50",
                        "POST n2 9080 - 9080 5 500 50",
                        "POST n2 9443 - 9443 5 500 50",
                        "POST n1 9080 - 9080 5 500 50",
                        "POST n1 9443 - 9443 5 500 50");
        assertThat(routes).allSatisfy(route -> {
            assertThat(route.at(HOST).asText()).isEqualTo("ratings.bookinfo.svc.cluster.local");
            assertThat(route.at("/match/0/sourceLabels")).isEqualTo(Texts.tree("{env: dev}"));
        });
        assertThat(routes.getFirst().at("/match/0/uri")).isEqualTo(Texts.tree("{exact: /path}"));
        assertThat(routes.getLast().at("/match/0/withoutHeaders")).isEqualTo(Texts.tree("{name3: {regex: '[a-z]+'}}"));
    }

    @Test
    void VS3_aPolicyWithHostActionsOnlyMakesNoVirtualService() {
        Outcome outcome = onReviews("outlierDetection: {consecutiveErrors: 2}");

        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
    }

    @Test
    void VS4_aPolicyForSourcesOfOtherClustersMakesNoVirtualService() {
        Outcome outcome = onReviews("sourceSelector: [{clusters: [west]}]\nretries: {attempts: 2}");

        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
        assertThat(outcome.findings("NoEffectOnCluster")).hasSize(1);
    }

    @Test
    void VS5_aVirtualServiceOfTheUserOnTheHostRefusesThePolicyAndKeepsOursAway() {
        Outcome outcome = TwoClusters.situation()
                .flags("--disallow-intersecting-config")
                .cluster("east", """
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata: {name: user-provided-vs, namespace: foo}
                        spec: {hosts: ["*.bookinfo.svc.cluster.local"]}
                        """)
                .mgmt(Written.trafficPolicy("bookinfo/p0", TwoClusters.REVIEWS_EAST + "retries: {attempts: 2}"))
                .render();

        assertThat(errors(outcome, "p0"))
                .singleElement()
                .asString()
                .contains("foo/user-provided-vs", "*.bookinfo.svc.cluster.local");
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
    }

    @Test
    void VS6_aPolicyWithAHeaderMatcherGoesBeforeOneWithoutMatchers() {
        Outcome outcome = onReviews(
                "retries: {attempts: 1}",
                "httpRequestMatchers: [{headers: [{name: x-canary, value: 'yes'}]}]\nretries: {attempts: 2}");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS, "/match/0/headers/x-canary/exact"))
                .containsExactly("2 yes", "1 -");
    }

    @Test
    void VS7_BUG_21_thePortOfAShiftIsKeptOnEveryPortOfTheTarget() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.service("other", "bookinfo", "east")
                        .ports("a:1234", "b:1235")
                        .yaml())
                .mgmt(Written.trafficPolicy(
                        "bookinfo/p0",
                        TwoClusters.RATINGS_EAST
                                + "trafficShift: {destinations: [{kubeService: {name: other, namespace: bookinfo,"
                                + " clusterName: east, port: 1234}}]}"))
                .render();

        assertThat(Texts.each(routes(outcome, "ratings"), "/match/0/port", HOST, PORT))
                .containsExactly(
                        "9080 other.bookinfo.svc.cluster.local 1234", "9443 other.bookinfo.svc.cluster.local 1234");
    }

    @Test
    void BUG_21_aShiftToAServiceWithOnePortIsNotSentToThePortOfTheTarget() {
        Outcome outcome = onRatings("trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo,"
                + " clusterName: east}}]}");

        assertThat(Texts.each(routes(outcome, "ratings"), "/match/0/port", HOST, PORT))
                .containsExactly(
                        "9080 reviews.bookinfo.svc.cluster.local -", "9443 reviews.bookinfo.svc.cluster.local -");
    }

    @Test
    void BUG_20_aPolicyForAnotherClusterNeitherActsHereNorTakesOthersWithIt() {
        String sources = "sourceSelector: [{clusters: [%s], labels: {app: web}}]\n";
        Outcome outcome = onReviews(
                sources.formatted("west") + "retries: {attempts: 1}", sources.formatted("east") + "requestTimeout: 3s");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS, "/timeout", "/match/0/sourceLabels/app"))
                .containsExactly("- 3s web");
    }

    @Test
    void F6_theClusterThatTheLaterPolicyIsMeantForGetsIt() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/a", "sourceSelector: [{clusters: [east]}]\nretries: {attempts: 1}"),
                        Written.trafficPolicy(
                                "bookinfo/b", "sourceSelector: [{clusters: [west]}]\nretries: {attempts: 2}"))
                .render();

        assertThat(Texts.each(outcome.routes("east", "bookinfo", "reviews"), ATTEMPTS))
                .containsExactly("1");
        assertThat(Texts.each(outcome.routes("west", "bookinfo", "reviews"), ATTEMPTS))
                .containsExactly("2");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void F5_aPolicyForThisClusterAndOneForAllMeetOnTheSameRoute() {
        Outcome outcome = onReviews(
                "sourceSelector: [{clusters: [east]}]\nretries: {attempts: 1}",
                "retries: {attempts: 2}",
                "sourceSelector: [{}]\nrequestTimeout: 5s");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS, "/timeout", "/match"))
                .containsExactly("1 5s -");
        assertThat(errors(outcome, "p1")).singleElement().asString().contains("spec.retries", "bookinfo/p0");
        assertThat(state(outcome, "p2")).isEqualTo("ACCEPTED");
    }

    @Test
    void BUG_22_F1_everyPortOfAServiceGetsItsOwnTraffic() {
        Outcome outcome = onRatings("retries: {attempts: 2}");

        assertThat(Texts.each(routes(outcome, "ratings"), "/match", PORT))
                .containsExactly("[{\"port\":9080}] 9080", "[{\"port\":9443}] 9443");
    }

    @Test
    void aNumberThatStandsTwiceForTcpAndUdpIsOnePort() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.service("dns", "bookinfo", "east")
                        .ports("dns-udp:53", "dns:53", "metrics:9153")
                        .yaml())
                .mgmt(Written.trafficPolicy("bookinfo/p0", "retries: {attempts: 2}"))
                .render();

        assertThat(Texts.each(routes(outcome, "dns"), "/match/0/port")).containsExactly("53", "9153");
    }

    @Test
    void aServiceWithoutPortsHasNoRoutes_andThePolicySaysSo() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.service("silent", "bookinfo", "east")
                        .withoutPorts()
                        .yaml())
                .mgmt(Written.trafficPolicy("bookinfo/p0", "retries: {attempts: 2}"))
                .render();

        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.silent");
        assertThat(outcome.findings("ServiceWithoutPorts"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("silent"));
        assertThat(state(outcome, "p0")).isEqualTo("ACCEPTED");
    }

    @Test
    void aServiceThatIsNotHttpHasARouteWithoutEffect_andThePolicySaysSo() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.service("db", "bookinfo", "east")
                        .ports("mysql:3306", "tcp-admin:9000")
                        .yaml())
                .mgmt(
                        Written.trafficPolicy("bookinfo/all", "requestTimeout: 2s"),
                        Written.trafficPolicy("bookinfo/db", """
                                destinationSelector:
                                - kubeServiceRefs: {services: [{name: db, namespace: bookinfo, clusterName: east}]}
                                retries: {attempts: 2}
                                """))
                .render();

        assertThat(outcome.findings("NoHttpPort")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/db");
            assertThat(finding.message()).contains("spec.retries", "3306 mysql, 9000 tcp-admin");
        });
        assertThat(routes(outcome, "db")).hasSize(2);
    }

    @Test
    void BUG_23_anAlternativeWithoutLabelsAndNamespacesMeansEverybody() {
        Outcome outcome = onReviews("""
                sourceSelector:
                - clusters: [east]
                - labels: {app: web}
                retries: {attempts: 2}
                """);

        assertThat(Texts.each(routes(outcome, "reviews"), "/match", ATTEMPTS)).containsExactly("- 2");
    }

    @Test
    void BUG_23_anAlternativeOfAnotherClusterContributesNothingHere() {
        Outcome outcome = onReviews("""
                sourceSelector:
                - {clusters: [west], namespaces: [west-only]}
                - {clusters: [east], namespaces: [prod], labels: {app: web}}
                - {namespaces: [dev]}
                retries: {attempts: 2}
                """);

        assertThat(Texts.each(
                        routes(outcome, "reviews"),
                        "/match/0/sourceNamespace",
                        "/match/0/sourceLabels/app",
                        "/match/1"))
                .containsExactly("prod web -", "dev - -");
    }

    @Test
    void BUG_24_F2_routesWithoutMatchComeLastAndDoNotDisturbTheOrderOfOthers() {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{prefix: /c}]\nretries: {attempts: 1}",
                "retries: {attempts: 2}",
                "httpRequestMatchers: [{exact: /c/special}]\nretries: {attempts: 3}",
                "httpRequestMatchers: [{prefix: /c/long}]\nretries: {attempts: 4}");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS)).containsExactly("3", "4", "1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix: /", "prefix: ''", "regex: .*", "regex: /.*"})
    void aPathConditionThatEveryPathMeetsTakesNothingFromOthers(String path) {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{" + path + "}]\nretries: {attempts: 1}",
                "httpRequestMatchers: [{headers: [{name: x-canary}]}]\nretries: {attempts: 2}",
                "httpRequestMatchers: [{prefix: /a}]\nretries: {attempts: 3}");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS)).containsExactly("3", "2", "1");
        assertThat(outcome.findings()).isEmpty();
    }

    @Test
    void requestsThatNoRouteTakesAreMentioned() {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{prefix: /a}]\nretries: {attempts: 1}",
                "sourceSelector: [{namespaces: [shop]}]\nrequestTimeout: 2s");

        assertThat(outcome.findings("UnmatchedRequestsFail"))
                .extracting(ReportedFinding::object)
                .containsExactly("TrafficPolicy bookinfo/p0", "TrafficPolicy bookinfo/p1");
        assertThat(outcome.findings("UnmatchedRequestsFail").getFirst().message())
                .contains("reviews.bookinfo.east", "404");

        Outcome complete =
                onReviews("httpRequestMatchers: [{prefix: /a}]\nretries: {attempts: 1}", "retries: {attempts: 3}");

        assertThat(complete.findings()).isEmpty();
    }

    @Test
    void aRouteThatGetsNoRequestsIsMentioned() {
        Outcome outcome = onReviews(
                "retries: {attempts: 1}",
                "httpRequestMatchers: [{prefix: /}]\nrequestTimeout: 2s",
                "sourceSelector: [{namespaces: [shop]}]\nhttpRequestMatchers: [{prefix: /}]\nretries: {attempts: 3}");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS, "/timeout", "/match/0/sourceNamespace"))
                .containsExactly("3 - shop", "- 2s -", "1 - -");
        assertThat(outcome.findings("RouteShadowed")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/p0");
            assertThat(finding.message()).contains("bookinfo/p1");
        });
    }

    @Test
    void theMoreSpecificConditionGoesFirst_keyByKey() {
        Outcome outcome = onReviews("""
                httpRequestMatchers:
                - {}
                - {headers: [{name: absent, invertMatch: true, value: x}]}
                - {method: {method: GET}}
                - {method: {method: POST}}
                - {method: {}, queryParameters: [{name: q, value: x}]}
                - {headers: [{name: h, value: x}]}
                - {headers: [{name: h, value: x}, {name: i, value: x}]}
                - {prefix: /}
                - {prefix: /abc}
                - {prefix: /abd}
                - {regex: /a.*}
                - {exact: /a}
                - {exact: /ab}
                retries: {attempts: 2}
                """);

        assertThat(Texts.each(
                        routes(outcome, "reviews"),
                        "/match/0/uri",
                        "/match/0/headers",
                        "/match/0/queryParams",
                        "/match/0/method/exact",
                        "/match/0/withoutHeaders"))
                .containsExactly(
                        "{\"exact\":\"/ab\"} - - - -",
                        "{\"exact\":\"/a\"} - - - -",
                        "{\"regex\":\"/a.*\"} - - - -",
                        "{\"prefix\":\"/abc\"} - - - -",
                        "{\"prefix\":\"/abd\"} - - - -",
                        "- {\"h\":{\"exact\":\"x\"},\"i\":{\"exact\":\"x\"}} - - -",
                        "- {\"h\":{\"exact\":\"x\"}} - - -",
                        "- - {\"q\":{\"exact\":\"x\"}} GET -",
                        "- - - POST -",
                        "- - - GET -",
                        "- - - - {\"absent\":{\"exact\":\"x\"}}",
                        "{\"prefix\":\"/\"} - - - -",
                        "- - - - -");
    }

    @Test
    void F1_fifteenPoliciesWithEqualRankKeepTheirOrderOfAcceptance() {
        String[] policies = new String[15];
        for (int i = 0; i < policies.length; i++) {
            policies[i] = "httpRequestMatchers: [{headers: [{name: h" + (char) ('a' + i)
                    + ", value: x}]}]\nretries: {attempts: " + (i + 1) + "}";
        }
        // p10 to p14 come before p2 by key.
        assertThat(Texts.each(routes(onReviews(policies), "reviews"), ATTEMPTS))
                .containsExactly("1", "2", "11", "12", "13", "14", "15", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void G13_theSameMatchersInAnotherOrderAreTheSameCondition() {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{prefix: /a}, {prefix: /b}]\nretries: {attempts: 1}",
                "httpRequestMatchers: [{prefix: /b}, {prefix: /a}]\nretries: {attempts: 2}",
                "httpRequestMatchers: [{prefix: /b}, {prefix: /a}]\nrequestTimeout: 2s");

        assertThat(Texts.each(routes(outcome, "reviews"), "/match/0/uri/prefix", ATTEMPTS, "/timeout"))
                .containsExactly("/a 1 2s", "/b 1 2s");
        assertThat(errors(outcome, "p1")).singleElement().asString().contains("spec.retries", "bookinfo/p0");
    }

    @Test
    void policiesMeetWhereTheirConditionsMeet_notElsewhere() {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{prefix: /a}, {prefix: /b}]\nretries: {attempts: 1}",
                "httpRequestMatchers: [{prefix: /b}, {prefix: /c}]\nrequestTimeout: 2s");

        assertThat(Texts.each(routes(outcome, "reviews"), "/match/0/uri/prefix", ATTEMPTS, "/timeout"))
                .containsExactly("/a 1 -", "/b 1 2s", "/c - 2s");
    }

    @Test
    void BUG_8_aPolicyLosesOnlyToAcceptedOnes() {
        Outcome outcome =
                onReviews("retries: {attempts: 1}", "retries: {attempts: 2}\nrequestTimeout: 2s", "requestTimeout: 3s");

        assertThat(Texts.each(routes(outcome, "reviews"), ATTEMPTS, "/timeout")).containsExactly("1 3s");
        assertThat(state(outcome, "p1")).isEqualTo("INVALID");
        assertThat(state(outcome, "p2")).isEqualTo("ACCEPTED");
    }

    @Test
    void E_20_aRejectedPolicyLeavesNoTrace() {
        Outcome outcome = onReviews(
                "retries: {attempts: 1}",
                "retries: {attempts: 2}\nhttpRequestMatchers: [{prefix: /x}, {}]\noutlierDetection: {}");

        assertThat(Texts.each(routes(outcome, "reviews"), "/match", ATTEMPTS)).containsExactly("- 1");
        assertThat(outcome.output("east", "DestinationRule", "bookinfo", "reviews")
                        .at("/spec/trafficPolicy"))
                .isEqualTo(Texts.tree("{tls: {mode: ISTIO_MUTUAL}}"));
    }

    @Test
    void BUG_14_BUG_19_outputsNameTheirPoliciesAndCopyNothingFromTheService() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/p0", "retries: {attempts: 2}"))
                .render();

        JsonNode metadata =
                outcome.output("east", "VirtualService", "bookinfo", "reviews").path("metadata");
        assertThat(Texts.tree(metadata.at("/annotations/parents.networking.mesh.gloo.solo.io")
                        .asText()))
                .isEqualTo(Texts.tree("""
                        {"discovery.mesh.gloo.solo.io/v1alpha2, Kind=TrafficTarget":
                           [{name: reviews-bookinfo-east, namespace: gloo-mesh}],
                         "networking.mesh.gloo.solo.io/v1alpha2, Kind=TrafficPolicy":
                           [{name: p0, namespace: bookinfo}]}
                        """));
        assertThat(metadata.path("annotations")).hasSize(1);
        assertThat(metadata.path("labels"))
                .isEqualTo(Texts.tree(
                        "{cluster.multicluster.solo.io: east," + " owner.networking.mesh.gloo.solo.io: gloo-mesh}"));
    }
}
