// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.testkit.step.WorldRig;
import org.junit.jupiter.api.Test;

/** Settings that were there. */
class DeletedSettingsTest {

    private static final ObjectId ROUTE =
            new ObjectId("east", new GroupKind("networking.istio.io", "VirtualService"), "bookinfo", "reviews");

    private final WorldRig rig = OperatorRig.rig();

    /** An installer that renames them deletes them for a moment, in which policies of every namespace would apply to all. */
    @Test
    void settingsThatAreDeletedGoOnAsTheyWereUntilARestart() {
        ObjectId settings = rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh}
                spec: {policyScope: OwnNamespace}
                """);
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: reviews, namespace: elsewhere}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  requestTimeout: 1s
                """);
        rig.settle();
        assertThat(rig.objects()).doesNotContainKey(ROUTE);

        rig.delete(settings);
        rig.settle();

        assertThat(rig.objects()).doesNotContainKey(ROUTE);

        rig.restart();
        rig.settle();

        assertThat(rig.objects()).as("there are none").containsKey(ROUTE);
    }
}
