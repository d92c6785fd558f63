// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import static dev.weft.discovery.operator.OperatorRig.MGMT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.discovery.Objects;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.testkit.step.Crashes;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The operator ends at any of its writes, before or after that one took effect, and another process goes on: the end is the same as without,
 * and what runs on the cluster before and after is known all the time (I1).
 */
class CrashTest {

    private static final List<Crashes.Stage> STORY = List.of(
            new Crashes.Stage("a second service comes", rig -> {
                rig.applyAll("east", Objects.injected("ratings", "app: ratings, version: v1"));
                rig.applyAll("east", Objects.service("ratings", "app: ratings"));
            }),
            new Crashes.Stage("both change", rig -> {
                rig.applyAll("east", Objects.service("ratings", "app: ratings").replace("port: 80,", "port: 81,"));
                OperatorRig.endpoints(rig, "10.0.0.9");
            }),
            new Crashes.Stage(
                    "the second service goes",
                    rig -> rig.delete(new ObjectId("east", new GroupKind("", "Service"), "shop", "ratings"))),
            new Crashes.Stage("the cluster is deregistered", rig -> {
                rig.delete(new ObjectId(
                        MGMT, new GroupKind("multicluster.solo.io", "KubernetesCluster"), "gloo-mesh", "east"));
                rig.forget("east");
            }));

    @Test
    void theEndIsTheSameAndNothingIsEverMissingThatIsThereBeforeAndAfter() {
        int runs = new Crashes(OperatorRig::rig, STORY, MGMT, CrashTest::check).everywhere();

        assertThat(runs).as("runs with a crash").isGreaterThan(40);
    }

    private static void check(Crashes.Moment moment) {
        moment.before().forEach((id, before) -> {
            JsonNode after = moment.after().get(id);
            if (after != null) {
                assertThat(moment.objects()).as("I1: " + id).containsKey(id);
                assertThat(moment.objects().get(id).path("spec"))
                        .as("I1: the old form or the new one of " + id)
                        .isIn(before.path("spec"), after.path("spec"));
            }
        });
    }
}
