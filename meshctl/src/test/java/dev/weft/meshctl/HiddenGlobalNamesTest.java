// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Discovered;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** A VirtualMesh is told once of each user's rule that counts for callers of global names in place of ours. */
class HiddenGlobalNamesTest {

    private static final String RULE = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: all, namespace: shop}
            spec: {host: "*.global"}
            """;

    /** Services in two namespaces of each of three clusters. */
    private static Situation situation(String federation) {
        Situation situation = ThreeMeshes.withoutPolicies()
                .mgmt(Written.object(
                        ThreeMeshes.NETWORKING,
                        "VirtualMesh",
                        "gloo-mesh/vm",
                        "{meshes: " + ThreeMeshes.meshes("east", "west", "north") + ", federation: {" + federation
                                + "permissive: {}}}"))
                .cluster("east", RULE);
        ThreeMeshes.CLUSTERS.forEach(cluster -> situation.mgmt(
                Discovered.service("cart", "shop", cluster).yaml(), Discovered.workload("cart", "shop", cluster)));
        return situation;
    }

    @Test
    void onceForAllServicesOfAllClustersAndNamespaces() {
        assertThat(situation("").render().findings("RuleHidden"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.object()).isEqualTo("VirtualMesh gloo-mesh/vm");
                    assertThat(finding.cluster()).isEqualTo("east");
                    assertThat(finding.message())
                            .contains(
                                    "DestinationRule shop/all on cluster east counts in namespace shop",
                                    "for cart.shop.svc.north.global, cart.shop.svc.west.global,",
                                    "and 1 more:",
                                    "ask gateways for a name that they do not know, and have no subsets");
                });
    }

    @Test
    void withoutGatewaysNobodyReadsTheNameAndCallsGoOn() {
        assertThat(situation("flatNetwork: true, ").render().findings("RuleHidden"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("calls from there go on, without subsets and outlier detection")
                        .doesNotContain("gateways"));
    }
}
