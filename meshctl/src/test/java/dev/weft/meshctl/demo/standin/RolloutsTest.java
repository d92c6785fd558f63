// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.plane.SandboxAdministrator;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.testkit.Checkout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods of Deployments whose template changes are replaced, and no others. */
class RolloutsTest {

    private static final String PODS = "/api/v1/namespaces/bookinfo/pods";
    private static final String REVIEWS = "/apis/apps/v1/namespaces/bookinfo/deployments/reviews-v1";

    private Sandbox server;
    private SandboxAdministrator cluster;
    private Rollouts rollouts;

    @BeforeEach
    void start() throws Exception {
        server = Sandbox.start(SandboxOptions.named("cluster-1")
                .withLoad(List.of(Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1"))));
        cluster = new SandboxAdministrator(server);
        rollouts = new Rollouts(cluster);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(String value) throws Exception {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/spec/template/metadata/annotations").put("kubectl.kubernetes.io/restartedAt", value);
        Applying.merge(cluster, REVIEWS, patch);
    }

    private List<String> uids() {
        return Applying.list(cluster, PODS).stream()
                .map(pod -> pod.at("/metadata/uid").asText())
                .toList();
    }

    private List<JsonNode> reviews() {
        return Applying.list(cluster, PODS + "?labelSelector=app=reviews,version=v1");
    }

    @Test
    void nothingHappensToPodsThatAreAsTheirTemplate() throws Exception {
        List<String> before = uids();

        rollouts.step();

        assertThat(uids()).isEqualTo(before);
    }

    @Test
    void eachPodIsReplacedOnceByOneThatIsReadyAtItsAddress() throws Exception {
        List<String> before = uids();
        List<JsonNode> old = reviews();
        restart("now");

        rollouts.step();
        List<String> after = uids();
        rollouts.step();

        assertThat(uids()).isEqualTo(after);
        assertThat(after).hasSameSizeAs(before);
        assertThat(before).filteredOn(uid -> !after.contains(uid)).hasSize(2);
        assertThat(reviews()).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.at("/status/conditions/1/status").asText()).isEqualTo("True");
            assertThat(pod.at("/metadata/annotations/kubectl.kubernetes.io~1restartedAt")
                            .asText())
                    .isEqualTo("now");
            assertThat(pod.at("/metadata/ownerReferences"))
                    .isEqualTo(old.getFirst().at("/metadata/ownerReferences"));
        });
        assertThat(reviews().stream().map(pod -> pod.at("/status/podIP").asText()))
                .containsExactlyInAnyOrderElementsOf(old.stream()
                        .map(pod -> pod.at("/status/podIP").asText())
                        .toList());

        restart("again");
        rollouts.step();

        assertThat(uids()).filteredOn(after::contains).hasSize(before.size() - 2);
    }

    /** As after an end of the demo's process between two writes. */
    @Test
    void whatWasLeftHalfDoneIsFinishedByTheNextOne() throws Exception {
        restart("now");

        new Rollouts(cluster).step();
        List<String> after = uids();
        new Rollouts(cluster).step();

        assertThat(uids()).isEqualTo(after);
    }
}
