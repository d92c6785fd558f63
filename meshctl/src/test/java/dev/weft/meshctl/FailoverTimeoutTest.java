// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.ThreeMeshes.backings;
import static dev.weft.meshctl.ThreeMeshes.errors;
import static dev.weft.meshctl.ThreeMeshes.failoverService;
import static dev.weft.meshctl.ThreeMeshes.meshes;
import static dev.weft.meshctl.ThreeMeshes.situation;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a service behind a FailoverService may take to answer before the next is tried. */
class FailoverTimeoutTest {

    private static String failover(String name, String perTryTimeout) {
        return failoverService(
                "bookinfo/" + name,
                name + ".global",
                meshes("east"),
                backings("reviews@east", "reviews@west") + ", perTryTimeout: " + perTryTimeout);
    }

    private static String perTry(JsonNode route) {
        return route.at("/retries/perTryTimeout").asText();
    }

    @Test
    void aFailoverServiceSaysIt() {
        Outcome outcome = situation().mgmt(failover("fo", "1m30s")).render();

        assertThat(perTry(outcome.routes("east", "istio-system", "fo").getFirst()))
                .isEqualTo("90s");
    }

    @Test
    void aRouteToSeveralGivesEachItsTime() {
        Outcome outcome = situation()
                .mgmt(failover("slow", "40s"), failover("fast", "2s"), Written.trafficPolicy("bookinfo/shift", """
                        destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                        trafficShift:
                          destinations:
                          - {weight: 50, failoverService: {name: fast, namespace: bookinfo}}
                          - {weight: 50, failoverService: {name: slow, namespace: bookinfo}}
                        """))
                .render();

        assertThat(perTry(outcome.routes("east", "bookinfo", "reviews").getFirst()))
                .isEqualTo("40s");
    }

    @ParameterizedTest
    @CsvSource({"TCP, true", "mongo, true", "https, true", "http, false", "GRPC, false"})
    void whereIstioSeesNoRequestsItSaysThatItHasNoEffect(String protocol, boolean isTold) {
        Outcome outcome = situation()
                .mgmt(failover("fo", "40s").replace("protocol: http", "protocol: " + protocol))
                .render();

        assertThat(outcome.findings("WorthKnowing").stream()
                        .filter(finding -> finding.field().equals("spec.perTryTimeout")))
                .hasSize(isTold ? 1 : 0)
                .allSatisfy(finding -> assertThat(finding.message())
                        .contains("spec.perTryTimeout has no effect", "spec.port.protocol is " + protocol));
    }

    @ParameterizedTest
    @CsvSource({"soon, is not a duration", "0s, must be at least 1ms", "-1s, must be at least 1ms", "1.5ms, below one"})
    void whatIstioWouldRefuseIsRefused(String perTryTimeout, String why) {
        Outcome outcome = situation().mgmt(failover("fo", perTryTimeout)).render();

        assertThat(errors(outcome, "fo")).singleElement().asString().contains("spec.perTryTimeout", why);
        assertThat(outcome.findOutput("east", "VirtualService", "istio-system", "fo"))
                .isEmpty();
    }
}
