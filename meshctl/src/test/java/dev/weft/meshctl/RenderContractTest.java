// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.GoodWorld.access;
import static dev.weft.meshctl.GoodWorld.policy;
import static dev.weft.meshctl.GoodWorld.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SNAPSHOT and {@code meshctl render} as interfaces.md promises them: what is read, and what is written. */
class RenderContractTest {

    private static final String ISTIO = "networking.istio.io/v1";
    private static final String OURS =
            "owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east";

    private static String virtualService(String name, String labels) {
        return "{apiVersion: " + ISTIO + ", kind: VirtualService, metadata: {name: " + name
                + ", namespace: bookinfo, labels: {" + labels + "}}, spec: {hosts: [" + name + "]}}";
    }

    private static Outcome rendered(Situation situation) {
        Outcome outcome = situation.render();
        assertThat(outcome.stderr()).isEmpty();
        return outcome;
    }

    @Test
    void writesExactlyTheFourPlacesOfTheContract() {
        Outcome outcome = rendered(world());
        assertThat(outcome.files().keySet())
                .allMatch(path -> path.matches("clusters/east/[A-Za-z.]+\\.[a-z]+\\.[a-z-]+\\.yaml")
                        || path.matches("mgmt/[A-Za-z]+\\.gloo-mesh\\.[a-z-]+\\.yaml")
                        || path.equals("deletes.txt")
                        || path.equals("findings.json"))
                .contains(
                        "clusters/east/VirtualService.bookinfo.reviews.yaml",
                        "mgmt/Mesh.gloo-mesh.istiod-istio-system-east.yaml",
                        "mgmt/TrafficTarget.gloo-mesh.reviews-bookinfo-east.yaml",
                        "mgmt/TrafficPolicy.gloo-mesh.good.yaml",
                        "mgmt/Settings.gloo-mesh.settings.yaml");
        assertThat(outcome.files().get("deletes.txt")).isEmpty();
    }

    @Test
    void filesHaveSortedKeysLineFeedsOneFinalNewlineAndNoMarkerAndOutputsNoStatus() {
        rendered(world()).files().forEach((path, text) -> {
            if (path.endsWith(".yaml")) {
                assertThat(text)
                        .as(path)
                        .doesNotContain("\r", "---")
                        .endsWith("\n")
                        .doesNotEndWith("\n\n");
                assertThat(topLevelKeys(text)).as(path).isSorted();
                if (path.startsWith("clusters/")) {
                    assertThat(topLevelKeys(text)).containsExactly("apiVersion", "kind", "metadata", "spec");
                }
            }
        });
    }

    private static List<String> topLevelKeys(String yaml) {
        return yaml.lines()
                .filter(line -> line.matches("[A-Za-z].*"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    @Test
    void metadataIsNameNamespaceLabelsAndAnnotationsOnly() {
        Outcome outcome = rendered(world().mgmt(policy("p", "requestTimeout: 1s", "ratings")
                .replace(
                        "metadata: {",
                        "metadata: {uid: u, resourceVersion: '5', generation: 4, finalizers: [x], labels: {a: b}, ")));
        for (JsonNode object : List.of(
                outcome.mgmt("TrafficPolicy", "gloo-mesh", "p"),
                outcome.output("east", "VirtualService", "bookinfo", "ratings"))) {
            List<String> fields = new ArrayList<>();
            object.path("metadata").fieldNames().forEachRemaining(fields::add);
            assertThat(fields).isSubsetOf("annotations", "labels", "name", "namespace");
        }
        assertThat(outcome.status("TrafficPolicy", "gloo-mesh", "p")
                        .path("observedGeneration")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void theSpecOfAnInputIsWrittenAsItWasRead() {
        Outcome outcome =
                rendered(world().mgmt(policy("p", "requestTimeout: 1m30s\nzzz: {a: [1, null, '2']}", "ratings")));
        assertThat(outcome.mgmt("TrafficPolicy", "gloo-mesh", "p")
                        .at("/spec/requestTimeout")
                        .asText())
                .isEqualTo("1m30s");
        assertThat(outcome.mgmt("TrafficPolicy", "gloo-mesh", "p")
                        .at("/spec/zzz/a")
                        .toString())
                .isEqualTo("[1,null,\"2\"]");
    }

    @Test
    void nothingThatIsNotAppliedClaimsToBe() {
        Outcome outcome = rendered(world());
        JsonNode programmed = outcome.condition("TrafficPolicy", "gloo-mesh", "good", "Programmed");
        assertThat(programmed.path("status").asText()).isEqualTo("Unknown");
        assertThat(programmed.path("reason").asText()).isEqualTo("NotApplied");
        assertThat(programmed.path("lastTransitionTime").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void theSameSnapshotGivesTheSameBytesWhateverTheOrderOfFiles() {
        Situation one = InProcess.situation()
                .cluster("east")
                .mgmt(
                        Discovered.mesh("east"),
                        Discovered.service("reviews", "bookinfo", "east").yaml(),
                        policy("a", "requestTimeout: 1s", "reviews"),
                        policy("b", "requestTimeout: 2s", "reviews"));
        Situation other = InProcess.situation()
                .cluster("east")
                .mgmt(
                        policy("b", "requestTimeout: 2s", "reviews"),
                        policy("a", "requestTimeout: 1s", "reviews"),
                        Discovered.service("reviews", "bookinfo", "east").yaml(),
                        Discovered.mesh("east"));
        assertThat(one.render().files()).isEqualTo(other.render().files());
        assertThat(one.render().files()).isEqualTo(one.render().files());
    }

    @Test
    void theOlderPolicyWinsAndOneWithoutAgeIsTheOldest() {
        String young = policy("a-young", "requestTimeout: 1s", "ratings")
                .replace("metadata: {", "metadata: {creationTimestamp: '2026-01-02T00:00:00Z', ");
        String old = policy("b-old", "requestTimeout: 2s", "ratings")
                .replace("metadata: {", "metadata: {creationTimestamp: '2026-01-01T00:00:00Z', ");
        String ageless = policy("c-ageless", "requestTimeout: 3s", "ratings");
        Outcome outcome = rendered(world().mgmt(young, old));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.routes("east", "bookinfo", "ratings")
                        .get(0)
                        .path("timeout")
                        .asText())
                .isEqualTo("2s");
        outcome = rendered(world().mgmt(young, old, ageless));
        assertThat(outcome.routes("east", "bookinfo", "ratings")
                        .get(0)
                        .path("timeout")
                        .asText())
                .isEqualTo("3s");
    }

    @Test
    void findingsHaveTheShapeAndTheOrderOfTheContract() throws Exception {
        Outcome outcome = rendered(world().mgmt(
                        policy("z", "requestTimeout: soon\nretries: {attempts: -1}", "ratings"),
                        access("a", "allowedPorts: [0]"),
                        policy("c", "zzz: 1", "other")));
        JsonNode findings =
                JsonMapper.builder().build().readTree(outcome.files().get("findings.json"));
        List<String> order = new ArrayList<>();
        for (JsonNode finding : findings) {
            List<String> fields = new ArrayList<>();
            finding.fieldNames().forEachRemaining(fields::add);
            assertThat(fields)
                    .containsSubsequence("code", "severity", "object", "message", "remedy")
                    .isSubsetOf("code", "severity", "object", "cluster", "target", "field", "message", "remedy");
            assertThat(finding.path("severity").asText()).isIn("error", "warning", "info");
            assertThat(finding.path("object").properties())
                    .extracting(entry -> entry.getKey())
                    .containsExactly("apiVersion", "kind", "namespace", "name");
            JsonNode object = finding.path("object");
            order.add(String.join(
                    "\u0000",
                    object.path("apiVersion").asText(),
                    object.path("kind").asText(),
                    object.path("namespace").asText(),
                    object.path("name").asText(),
                    finding.path("target").asText(""),
                    finding.path("code").asText(),
                    finding.path("field").asText("")));
        }
        assertThat(order).hasSizeGreaterThan(3).isSorted();
        assertThat(outcome.files().get("findings.json")).endsWith("]\n");
        assertThat(rendered(world()).files().get("findings.json").strip()).matches("(?s)\\[.*\\]");
    }

    @Test
    void outputsOfOursThatAreNoLongerWantedAreDeletesAndAUsersAreNot() {
        Outcome outcome = rendered(world().cluster(
                        "east",
                        virtualService("stale-b", OURS),
                        virtualService("stale-a", OURS),
                        virtualService("users", "")));
        assertThat(outcome.deletes())
                .containsExactly("east VirtualService.bookinfo.stale-a", "east VirtualService.bookinfo.stale-b");
        assertThat(outcome.files().get("deletes.txt")).endsWith("\n");
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.users");
    }

    @Test
    void aKindThatIsUnknownDeletesNothingOnThatCluster() {
        Outcome outcome = rendered(
                world().cluster("east", virtualService("stale", OURS)).unknown("east", "v1", "Service", "Forbidden"));
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findings("SourceUnknown")).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.cluster()).isEqualTo("east");
            assertThat(finding.message()).contains("Forbidden");
        });
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.outputs("east")).contains("VirtualService.bookinfo.reviews");
    }

    @Test
    void anOutputWhoseNameAUserHasIsNotWritten() {
        Outcome outcome = rendered(world().cluster("east", virtualService("reviews", "")));
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.reviews");
        assertThat(outcome.findings("NameTaken"))
                .anySatisfy(finding -> assertThat(finding.cluster()).isEqualTo("east"));
    }

    @Test
    void anotherPlanesObjectIsNeitherDeletedNorOverwritten() {
        Outcome outcome = rendered(world().mgmt(
                        "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, uid: 01234567-89ab-cdef-0123-456789abcdef}}")
                .cluster(
                        "east",
                        virtualService("stale", OURS + ", weft.dev/plane: ffffffffffff"),
                        virtualService("older", OURS)));
        assertThat(outcome.deletes()).containsExactly("east VirtualService.bookinfo.older");
        assertThat(outcome.findings("OtherPlane")).isNotEmpty();
    }

    @Test
    void thePlaneLabelIsTheManagementClustersAndIsLeftOutWhenThatIsNotKnown() {
        String label = "/metadata/labels/weft.dev~1plane";
        Outcome outcome = rendered(
                world().mgmt(
                                "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, uid: 01234567-89ab-cdef-0123-456789abcdef}}"));
        assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews")
                        .at(label)
                        .asText())
                .isEqualTo("0123456789ab");
        assertThat(rendered(world())
                        .output("east", "VirtualService", "bookinfo", "reviews")
                        .at(label)
                        .isMissingNode())
                .isTrue();
        outcome = rendered(
                world().cluster(
                                "east",
                                "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, uid: 01234567-89ab-cdef-0123-456789abcdef}}"));
        assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews")
                        .at(label)
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void aKubernetesClusterWithoutFolderIsUnknownForEveryKind() {
        Outcome outcome = rendered(
                world().mgmt(
                                "{apiVersion: multicluster.solo.io/v1alpha1, kind: KubernetesCluster, metadata: {name: west, namespace: gloo-mesh}}"));
        assertThat(outcome.findings("SourceUnknown"))
                .extracting(ReportedFinding::cluster)
                .containsOnly("west");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aFolderWithoutKubernetesClusterIsRegisteredWithTheUsualDomain() {
        Outcome outcome = rendered(world());
        assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews")
                        .at("/spec/hosts/0")
                        .asText())
                .isEqualTo("reviews.bookinfo.svc.cluster.local");
        outcome = rendered(
                world().mgmt(
                                "{apiVersion: multicluster.solo.io/v1alpha1, kind: KubernetesCluster, metadata: {name: east, namespace: gloo-mesh}, spec: {clusterDomain: corp.example}}"));
        assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews")
                        .at("/spec/hosts/0")
                        .asText())
                .isEqualTo("reviews.bookinfo.svc.corp.example");
    }

    @Test
    void aClusterThatOnlyDiscoveredObjectsNameCountsAsRegisteredAndEmpty() {
        Outcome outcome = rendered(world().mgmt(
                        Discovered.mesh("north"),
                        Discovered.service("x", "bookinfo", "north").yaml(),
                        policy("p", "requestTimeout: 1s", "x").replace("clusterName: east", "clusterName: north")));
        assertThat(outcome.findings("ClusterNotRegistered"))
                .extracting(ReportedFinding::cluster)
                .containsOnly("north");
        assertThat(outcome.outputs("north")).contains("VirtualService.bookinfo.x");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void onlyTheNamedSettingsCount() {
        String other =
                "{apiVersion: settings.mesh.gloo.solo.io/v1alpha2, kind: Settings, metadata: {name: other, namespace: ops}, spec: {relay: {enabled: true}}}";
        Outcome outcome = rendered(world().mgmt(other));
        assertThat(outcome.findings("Unsupported")).isEmpty();
        assertThat(outcome.files()).doesNotContainKey("mgmt/Settings.ops.other.yaml");
        outcome = rendered(world().mgmt(other).flags("--settings", "ops/other"));
        assertThat(outcome.findings("Unsupported")).hasSize(1);
        assertThat(outcome.files())
                .containsKey("mgmt/Settings.ops.other.yaml")
                .doesNotContainKey("mgmt/Settings.gloo-mesh.settings.yaml");
    }

    @Test
    void withoutSettingsEmptyOnesAreAssumedWithAWarning() {
        Outcome outcome = rendered(InProcess.situation().cluster("east").mgmt(Discovered.mesh("east")));
        assertThat(outcome.findings("SettingsMissing")).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo("warning");
            assertThat(finding.object()).isEqualTo("Settings gloo-mesh/settings");
        });
        assertThat(outcome.exitCode()).isZero();
        outcome = rendered(world().flags("--namespace", "elsewhere"));
        assertThat(outcome.findings("SettingsMissing"))
                .extracting(ReportedFinding::object)
                .containsExactly("Settings elsewhere/settings");
    }

    @Test
    void kindsThatNobodyReadsAreIgnoredAndCounted() {
        Outcome outcome = rendered(world().cluster(
                        "east",
                        "{apiVersion: example.com/v1, kind: Thing, metadata: {name: a}}",
                        "{apiVersion: batch/v1, kind: Job, metadata: {name: a}}"));
        assertThat(outcome.stdout()).contains("Ignored      2 objects");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void servedVersionsComeFromTheDefinitionsOfTheCluster() {
        String crd = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: virtualservices.networking.istio.io}
                spec:
                  group: networking.istio.io
                  names: {kind: VirtualService, plural: virtualservices}
                  versions: [{name: v1beta1, served: true, storage: true}, {name: v1, served: false}]
                """;
        assertThat(rendered(world().cluster("east", crd))
                        .output("east", "VirtualService", "bookinfo", "reviews")
                        .path("apiVersion")
                        .asText())
                .isEqualTo("networking.istio.io/v1beta1");
        assertThat(rendered(world())
                        .output("east", "VirtualService", "bookinfo", "reviews")
                        .path("apiVersion")
                        .asText())
                .isEqualTo(ISTIO);
    }

    @Test
    void secretsAreNeitherReadNorWritten() {
        Outcome outcome = rendered(
                world().mgmt(
                                "{apiVersion: v1, kind: Secret, type: solo.io/kubeconfig, metadata: {name: east, namespace: gloo-mesh}, data: {kubeconfig: SGVsbG8=}}"));
        assertThat(outcome.files().values()).noneMatch(text -> text.contains("SGVsbG8="));
        assertThat(outcome.files().keySet()).noneMatch(path -> path.contains("Secret"));
    }
}
