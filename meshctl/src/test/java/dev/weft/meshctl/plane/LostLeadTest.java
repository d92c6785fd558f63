// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.Bookinfo.awaitTimeout;
import static dev.weft.meshctl.plane.LivePlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.hooks.Faults;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** I6: one writer. Somebody else becomes leader while a write is under way. */
@Timeout(120)
final class LostLeadTest {

    private static final LeaseTimes SHORT =
            new LeaseTimes(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofMillis(300));
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/gloo-mesh/leases";

    private LivePlane plane;
    private Bookinfo bookinfo;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane(Operators.Pace.USUAL.with(SHORT));
        bookinfo = new Bookinfo(plane);
        cluster = plane.cluster(Bookinfo.CLUSTER, Bookinfo.objects(Bookinfo.CLUSTER));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register(Bookinfo.CLUSTER);
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void I6_nothingIsWrittenAfterTheLeadIsLostAndAllIsFinishedWhenItIsBack() {
        bookinfo.timeout("ratings", "3s");
        plane.startDiscovery();
        OperatorProcess networking = plane.startNetworking();
        bookinfo.awaitProgrammed("ratings");
        cluster.faults().next(Faults.Target.of("update", "virtualservices"), new Faults.Delay(Duration.ofSeconds(2)));
        cluster.transcript().clear();
        bookinfo.timeout("ratings", "4s");
        bookinfo.awaitReason("ratings", "Pending");

        steal("mesh-networking");
        await("it knows", () -> !networking.leads());
        await("the write that was under way is done", () -> writes().size() == 1);
        bookinfo.timeout("details", "9s");
        bookinfo.timeout("reviews", "9s");
        await("the thief's time is nearly over", () -> leaseAge("mesh-networking") > 3000);
        assertThat(writes()).hasSize(1);

        bookinfo.awaitProgrammed("details");
        awaitTimeout(cluster, "ratings", "4s");
        awaitTimeout(cluster, "details", "9s");
        awaitTimeout(cluster, "reviews", "9s");
    }

    private List<String> writes() {
        return LivePlane.writes(cluster);
    }

    private void steal(String lease) {
        Bookinfo.patch(
                plane.management,
                LEASES + "/" + lease,
                "{\"spec\":{\"holderIdentity\":\"a-thief\",\"leaseDurationSeconds\":4,\"renewTime\":\"%s\"}}"
                        .formatted(micros(Instant.now())));
    }

    private long leaseAge(String lease) {
        Instant renewed = Instant.parse(LivePlane.get(plane.management, LEASES + "/" + lease)
                .at("/spec/renewTime")
                .asText());
        return Duration.between(renewed, Instant.now()).toMillis();
    }

    private static String micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
