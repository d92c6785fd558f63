// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.Bookinfo.awaitTimeout;
import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.watch.WatchSettings;
import dev.weft.sandbox.Sandbox;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to a cluster that neither end nor bring anything. */
@Timeout(120)
final class SilentLineTest {

    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/";

    private LivePlane plane;
    private Bookinfo bookinfo;
    private Sandbox cluster;
    private Sandbox other;
    private Line line;

    @BeforeEach
    void start() throws Exception {
        WatchSettings usual = Operators.Pace.USUAL.watch();
        plane = new LivePlane(Operators.Pace.USUAL.with(usual.withQuiet(Duration.ofSeconds(4))));
        bookinfo = new Bookinfo(plane);
        cluster = plane.cluster(Bookinfo.CLUSTER, Bookinfo.objects(Bookinfo.CLUSTER));
        other = plane.cluster("cluster-2", Bookinfo.objects("cluster-2"));
        line = new Line(URI.create(cluster.url()).getPort());
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register(
                Bookinfo.CLUSTER,
                cluster.kubeconfig().replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:" + line.port()));
        plane.register("cluster-2");
        bookinfo.timeout("ratings", "3s");
        bookinfo.timeout("cluster-2", "ratings", "3s");
        plane.startDiscovery();
        plane.startNetworking();
        bookinfo.awaitProgrammed("ratings");
        awaitTimeout(other, "ratings", "3s");
    }

    @AfterEach
    void stop() throws Exception {
        plane.close();
        line.close();
    }

    @Test
    void aWatchThatIsSilentlyDeadIsOpenedAgainAndWhatItMissedIsHealed() {
        line.silenceWhatIsOpen();
        Bookinfo.patch(cluster, Bookinfo.ROUTES + "ratings", "{\"spec\":{\"hosts\":[\"drifted\"]}}");

        await(
                "the drift is healed",
                () -> Bookinfo.route(cluster, "ratings")
                        .at("/spec/hosts/0")
                        .asText()
                        .startsWith("ratings"));
        assertThat(LivePlane.writes(cluster)).noneMatch(write -> write.startsWith("delete"));
    }

    @Test
    void aClusterThatFallsSilentIsToldTouchesNobodyElseAndCatchesUp() {
        line.silence();
        bookinfo.timeout("ratings", "4s");
        bookinfo.timeout("cluster-2", "ratings", "4s");

        awaitTimeout(other, "ratings", "4s");
        await(
                "the cluster is unreachable",
                () -> condition(plane.management, CLUSTER + Bookinfo.CLUSTER, "Reachable")
                        .path("status")
                        .asText()
                        .equals("False"));
        bookinfo.awaitReason("ratings", "ClusterUnreachable");
        bookinfo.timeout("cluster-2", "ratings", "5s");
        awaitTimeout(other, "ratings", "5s");
        assertThat(Bookinfo.timeoutOn(cluster, "ratings")).isEqualTo("3s");

        line.letThrough();

        awaitTimeout(cluster, "ratings", "4s");
        bookinfo.awaitProgrammed("ratings");
    }
}
