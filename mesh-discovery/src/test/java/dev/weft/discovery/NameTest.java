// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names of discovered objects. */
class NameTest {

    private static String serviceIn(String name, String namespace) {
        return (Objects.injected(name, "app: " + name) + Objects.service(name, "app: " + name))
                .replace("namespace: shop", "namespace: " + namespace);
    }

    @Test
    void E_23_ofSourcesThatGiveOneNameTheSmallestKeyKeepsItAndTheOthersGetAHash() {
        Scene.Found found = new Scene()
                .on("east", Objects.ISTIOD, serviceIn("a-b", "c"), serviceIn("a", "b-c"))
                .discover();

        // Keys: a-b.c.east comes before a.b-c.east, since '-' comes before '.'.
        assertThat(found.names("TrafficTarget")).containsExactly("a-b-c-east", "a-b-c-east-c00d6d4c");
        assertThat(found.service("a-b-c-east").path("ref").path("name").asText())
                .isEqualTo("a-b");
        assertThat(found.service("a-b-c-east-c00d6d4c").path("ref").path("name").asText())
                .isEqualTo("a");
        assertThat(found.codes()).contains("NameCollision");
    }

    @Test
    void E_23_namesOfDifferentClustersCollideToo() {
        Scene.Found found = new Scene()
                .on("east", Objects.ISTIOD, serviceIn("a", "b-c"))
                .on("c-east", Objects.ISTIOD, serviceIn("a", "b"))
                .discover();

        // Keys: a.b-c.east comes before a.b.c-east.
        assertThat(found.names("TrafficTarget")).hasSize(2).contains("a-b-c-east");
        assertThat(found.service("a-b-c-east").path("ref").path("clusterName").asText())
                .isEqualTo("east");
    }

    @Test
    void G19_longNamesAreCutLikeTheReferencesAndAWorkloadsSuffixComesAfterwards() {
        String name = "checkout-recommendation-service-v2";
        Scene.Found found = new Scene()
                .on("eu-west-1-cluster-a", Objects.ISTIOD, serviceIn(name, "production-payments"))
                .discover();

        assertThat(found.names("TrafficTarget"))
                .containsExactly("checkout-recommendation-service-7aa595f1d085394880bf0f193ad67b0");
        assertThat(found.names("Workload"))
                .containsExactly("checkout-recommendation-service-7aa595f1d085394880bf0f193ad67b0-deployment");
    }
}
