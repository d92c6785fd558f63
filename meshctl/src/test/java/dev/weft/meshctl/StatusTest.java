// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statuses and conditions (spec A, networking.md 1.15, house.md 3.13). */
class StatusTest {

    private static final List<String> CONDITIONS = List.of("Accepted", "Programmed", "Ready", "ResolvedRefs");

    /** Renders what came out of a render: the management objects with their statuses are the input. */
    private static Situation again(Outcome outcome) {
        Situation next = InProcess.situation().cluster("east").cluster("west");
        outcome.files().forEach((path, text) -> {
            if (path.startsWith("mgmt/")) {
                next.mgmt(text);
            } else if (path.startsWith("clusters/")) {
                next.file(path, text);
            }
        });
        return next;
    }

    @Test
    void everyPolicyHasTheFourConditionsOfItsGeneration() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/good", "requestTimeout: 1s"))
                .mgmt(Written.trafficPolicy("bookinfo/bad", "faultInjection: {}"))
                .mgmt(Written.accessPolicy("bookinfo/open", ""))
                .render();
        for (Map.Entry<String, String> policy : Map.of(
                        "good", "TrafficPolicy", "bad", "TrafficPolicy", "open", "AccessPolicy")
                .entrySet()) {
            JsonNode conditions = outcome.status(policy.getValue(), "bookinfo", policy.getKey())
                    .path("conditions");
            assertThat(Texts.each(conditions, "/type")).containsExactlyElementsOf(CONDITIONS);
            assertThat(Texts.each(conditions, "/observedGeneration")).containsOnly("1");
            assertThat(Texts.each(conditions, "/lastTransitionTime")).containsOnly("1970-01-01T00:00:00Z");
            assertThat(Texts.each(conditions, "/message")).doesNotContain("", "-");
            assertThat(Texts.each(conditions, "/reason")).allMatch(reason -> reason.matches("[A-Z][A-Za-z]+"));
        }
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "good", "Programmed"))
                .isEqualTo(
                        Texts.tree(
                                "{type: Programmed, status: Unknown, reason: NotApplied, observedGeneration: 1, message: 'rendered offline; nothing was written', lastTransitionTime: '1970-01-01T00:00:00Z'}"));
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "bad", "Accepted")
                        .path("status")
                        .asText())
                .isEqualTo("False");
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "bad", "Ready")
                        .path("status")
                        .asText())
                .isEqualTo("False");
    }

    @Test
    void theTransitionTimeChangesOnlyWithTheStatus() {
        String before = """
            status:
              conditions:
              - {type: Accepted, status: "True", reason: Old, message: old, lastTransitionTime: "2020-01-01T00:00:00Z"}
              - {type: ResolvedRefs, status: "False", reason: Old, message: old, lastTransitionTime: "2020-01-01T00:00:00Z"}
              - {type: Foreign, status: "True", reason: Theirs, message: theirs, lastTransitionTime: "2020-01-01T00:00:00Z"}
            """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/p", "requestTimeout: 1s") + "\n" + before)
                .flags("--now=2026-01-01T00:00:00Z")
                .render();
        JsonNode conditions = outcome.status("TrafficPolicy", "bookinfo", "p").path("conditions");
        assertThat(Texts.each(conditions, "/type", "/reason", "/lastTransitionTime"))
                .containsExactly(
                        "Accepted Accepted 2020-01-01T00:00:00Z",
                        "Foreign Theirs 2020-01-01T00:00:00Z",
                        "Programmed NotApplied 2026-01-01T00:00:00Z",
                        "Ready NotApplied 2026-01-01T00:00:00Z",
                        "ResolvedRefs ResolvedRefs 2026-01-01T00:00:00Z");
    }

    @Test
    void I8_renderingItsOwnAnswerChangesNothing() {
        Situation situation = TwoClusters.situation()
                .mgmt(Discovered.workload("web", "bookinfo", "east"))
                .mgmt(Written.trafficPolicy("bookinfo/a", "retries: {attempts: 1}"))
                .mgmt(Written.trafficPolicy("bookinfo/b", "retries: {attempts: 2}\nrequestTimeout: 1s"))
                .mgmt(Written.trafficPolicy("bookinfo/c", TwoClusters.REVIEWS_EAST + """
                    trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v1}}}]}
                    """))
                .mgmt(Written.accessPolicy(
                        "bookinfo/d",
                        "sourceSelector: [{kubeIdentityMatcher: {clusters: [east], namespaces: [bookinfo]}}]"));
        Outcome first = situation.render();
        Outcome second = again(first).render();
        Outcome third = again(second).render();
        assertThat(third.files()).isEqualTo(second.files());
        assertThat(second.deletes()).isEmpty();
        for (String cluster : List.of("east", "west")) {
            for (String output : first.outputs(cluster)) {
                String path = "clusters/" + cluster + "/" + output + ".yaml";
                assertThat(second.files().get(path))
                        .as(path)
                        .isEqualTo(first.files().get(path));
            }
        }
    }

    @Test
    void aFixedPolicyLosesItsErrors() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/p", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s") + """

                    status:
                      observedGeneration: 1
                      state: INVALID
                      errors: [something old]
                      trafficTargets:
                        gone-bookinfo-east.gloo-mesh.: {state: ACCEPTED}
                        reviews-bookinfo-east.gloo-mesh.: {state: INVALID, errors: [old]}
                    """)
                .render();
        JsonNode status = outcome.status("TrafficPolicy", "bookinfo", "p");
        assertThat(status.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(status.has("errors")).isFalse();
        assertThat(status.path("trafficTargets"))
                .isEqualTo(Texts.tree("{reviews-bookinfo-east.gloo-mesh.: {state: ACCEPTED}}"));
    }

    @Test
    void longStatusesAreCutAndSayHowMuchThereIs_butNotWhatWentWrong() {
        Situation situation = TwoClusters.situation();
        for (int i = 0; i < 60; i++) {
            situation.mgmt(Discovered.service("s" + (100 + i), "many", "east").yaml());
        }
        Outcome outcome = situation
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/first",
                                "destinationSelector: [{kubeServiceRefs: {services: [{name: s159, namespace: many, clusterName: east}]}}]\nrequestTimeout: 1s"))
                .mgmt(Written.trafficPolicy(
                        "many/zz",
                        "destinationSelector: [{kubeServiceMatcher: {namespaces: [many]}}]\nrequestTimeout: 2s"))
                .render();
        JsonNode status = outcome.status("TrafficPolicy", "many", "zz");
        assertThat(status.path("trafficTargets")).hasSize(50);
        assertThat(status.path("trafficTargetsTotal").asInt()).isEqualTo(60);
        assertThat(status.path("trafficTargets")
                        .path("s159-many-east.gloo-mesh.")
                        .path("state")
                        .asText())
                .isEqualTo("INVALID");
    }

    @Test
    void G6_aMeshWithoutInstallationAndATargetWithoutReferenceDisturbNobody() {
        Outcome outcome = TwoClusters.situation()
                .mgmt("""
                    apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                    kind: Mesh
                    metadata: {name: bare, namespace: gloo-mesh}
                    spec: {istio: {}}
                    """)
                .mgmt("""
                    apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                    kind: TrafficTarget
                    metadata: {name: bare, namespace: gloo-mesh}
                    spec: {kubeService: {}}
                    """)
                .mgmt(Written.trafficPolicy("bookinfo/p", "requestTimeout: 1s"))
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("ACCEPTED");
        assertThat(outcome.outputs("east")).contains("VirtualService.bookinfo.reviews");
        assertThat(outcome.findings())
                .filteredOn(finding -> finding.object().endsWith("gloo-mesh/bare"))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void settingsAreAcceptedWithWhatIsNotServed() {
        Outcome outcome = InProcess.situation().mgmt(Written.settings("""
                    networkingExtensionServers: [{address: "localhost:1234"}]
                    relay: {enabled: true}
                    """)).render();
        assertThat(outcome.findings("Unsupported"))
                .extracting(finding -> finding.object() + " " + finding.field())
                .containsExactly(
                        "Settings gloo-mesh/settings spec.networkingExtensionServers",
                        "Settings gloo-mesh/settings spec.relay");
        assertThat(outcome.status("Settings", "gloo-mesh", "settings")
                        .path("state")
                        .asText())
                .isEqualTo("ACCEPTED");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void onlyTheNamedSettingsCountAndMissingOnesAreReported() {
        Situation other = InProcess.situation()
                .cluster("east")
                .mgmt(
                        Discovered.mesh("east"),
                        Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(Written.object(
                        "settings.mesh.gloo.solo.io/v1alpha2",
                        "Settings",
                        "other/mine",
                        "mtls: {istio: {tlsMode: ISTIO_MUTUAL}}"));
        Outcome ignored = other.render();
        assertThat(ignored.findings("SettingsMissing")).hasSize(1);
        assertThat(ignored.outputs("east")).isEmpty();
        Outcome used = other.flags("--settings=other/mine").render();
        assertThat(used.findings("SettingsMissing")).isEmpty();
        assertThat(used.outputs("east")).containsExactly("DestinationRule.bookinfo.reviews");
    }
}
