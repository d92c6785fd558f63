// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** What later steps bring is read and answered, never silently ignored. */
class NotYetSupportedTest {

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    @Test
    void aShiftToAFailoverServiceIsPendingAndOneToNothingIsInvalid() {
        String failover = Written.object(
                NETWORKING,
                "FailoverService",
                "bookinfo/fs",
                "hostname: reviews.failover.global\nport: {number: 9080, protocol: http}");
        Outcome outcome = TwoClusters.situation()
                .mgmt(failover)
                .mgmt(Written.trafficPolicy(
                        "bookinfo/waits",
                        TwoClusters.REVIEWS_EAST
                                + "trafficShift: {destinations: [{failoverService: {name: fs, namespace: bookinfo}}]}"))
                .mgmt(Written.trafficPolicy(
                        "bookinfo/lost",
                        TwoClusters.RATINGS_EAST
                                + "trafficShift: {destinations: [{failoverService: {name: no, namespace: bookinfo}}]}"))
                .render();
        assertThat(TwoClusters.state(outcome, "waits")).isEqualTo("PENDING");
        assertThat(TwoClusters.state(outcome, "lost")).isEqualTo("INVALID");
        assertThat(outcome.findings("NotYetSupported"))
                .extracting(ReportedFinding::object)
                .contains("FailoverService bookinfo/fs", "TrafficPolicy bookinfo/waits");
    }
}
