// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.GoodWorld.GROUP;
import static dev.weft.meshctl.GoodWorld.beside;
import static dev.weft.meshctl.GoodWorld.only;
import static dev.weft.meshctl.GoodWorld.policy;
import static dev.weft.meshctl.GoodWorld.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects with names, references and sizes at and beyond the limits, beside good ones. */
class BadObjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: ../../etc|metadata.name",
                "name: a/b|metadata.name",
                "name: '..'|metadata.name",
                "name: \"a\\nb\"|metadata.name",
                "name: \"a\\0b\"|metadata.name",
                "name: Über|metadata.name",
                "name: UPPER|metadata.name",
                "name: '-a'|metadata.name",
                "name: a, namespace: ../..|metadata.namespace",
                "name: a, namespace: a.b|metadata.namespace",
                "name: a, labels: {x: 1}|metadata.labels.x",
                "name: a, labels: [x]|metadata.labels",
                "name: a, annotations: {x: {y: 1}}|metadata.annotations.x",
            })
    void metadataThatNoClusterWouldTakeIsReportedAndNeverBecomesAPath(String metadata, String field) {
        Outcome outcome = beside(
                "{apiVersion: " + GROUP + ", kind: TrafficPolicy, metadata: {" + metadata
                        + "}, spec: {retries: {attempts: 1}}}",
                "mgmt/TrafficPolicy.");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(only(outcome, "Undecodable").field()).isEqualTo(field);
        assertThat(outcome.files().keySet()).allMatch(path -> path.matches("[A-Za-z0-9._/~-]+"));
    }

    @Test
    void aNameMayHave253CharactersAndNotMore() {
        String longest = "a".repeat(253);
        Outcome outcome = world().mgmt(policy(longest, "retries: {attempts: 1}", "ratings"))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
        String file = outcome.files().keySet().stream()
                .filter(path -> path.contains("aaaaaaaa"))
                .findFirst()
                .orElseThrow();
        assertThat(file)
                .startsWith("mgmt/TrafficPolicy.gloo-mesh.aaa")
                .contains("~")
                .endsWith(".yaml");
        assertThat(file.length() - "mgmt/".length()).isEqualTo(200 + 1 + 16 + ".yaml".length());
        assertThat(world().mgmt(policy(longest + "a", "retries: {attempts: 1}", "ratings"))
                        .render()
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void G5_G6_aMeshWithoutInstallationIsReportedAndWritesNothingAnywhere() {
        Outcome outcome = beside("""
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: lost, namespace: gloo-mesh}
                spec: {istio: {citadelInfo: {trustDomain: x}}}
                """, "Mesh.gloo-mesh.lost");
        assertThat(outcome.exitCode()).isZero();
        assertThat(only(outcome, "MeshWithoutInstallation").field()).isEqualTo("spec.istio.installation.cluster");
        assertThat(outcome.files().keySet()).noneMatch(path -> path.startsWith("clusters//"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{osm: {}}", "{istio: {installation: {cluster: ../../x}}}", "{istio: {installation: {}}}"})
    void G6_aMeshOfNoUsableClusterIsReported(String spec) {
        Outcome outcome = beside(
                "{apiVersion: discovery.mesh.gloo.solo.io/v1alpha2, kind: Mesh, metadata: {name: lost, namespace: gloo-mesh}, spec: "
                        + spec + "}",
                "Mesh.gloo-mesh.lost");
        assertThat(outcome.exitCode()).isZero();
        only(outcome, "MeshWithoutInstallation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{kubeService: {}}",
                "{kubeService: {ref: {}}}",
                "{kubeService: {ref: {name: x, namespace: bookinfo}}}",
                "{kubeService: {ref: {name: ../../x, namespace: bookinfo, clusterName: east}}}",
                "{kubeService: {ref: {name: x, namespace: .., clusterName: east}}}",
                "{kubeService: {ref: {name: x, namespace: bookinfo, clusterName: ../../x}}}",
            })
    void G5_aTargetWithoutAServiceIsReportedAndLeftOut(String spec) {
        Outcome outcome = beside(
                "{apiVersion: discovery.mesh.gloo.solo.io/v1alpha2, kind: TrafficTarget, metadata: {name: lost, namespace: gloo-mesh}, spec: "
                        + spec + "}",
                "TrafficTarget.gloo-mesh.lost");
        assertThat(outcome.exitCode()).isZero();
        assertThat(only(outcome, "TargetWithoutService").object()).isEqualTo("TrafficTarget gloo-mesh/lost");
    }

    @ParameterizedTest
    @CsvSource({"0", "70000", "-1"})
    void aPortThatIsNoPortIsReportedAndLeftOut(String port) {
        Outcome outcome = world().mgmt(Discovered.service("odd", "bookinfo", "east")
                        .ports("http:80", "x:" + port)
                        .yaml())
                .render();
        assertThat(outcome.exitCode()).isZero();
        assertThat(only(outcome, "PortIgnored").field()).isEqualTo("spec.kubeService.ports[1].port");
        assertThat(only(outcome, "PortIgnored").message()).contains(port);
    }

    @Test
    void aKubernetesClusterWithABadNameOrDomainIsReported() {
        String cluster =
                "{apiVersion: multicluster.solo.io/v1alpha1, kind: KubernetesCluster, metadata: {name: %s, namespace: gloo-mesh}, spec: {clusterDomain: %s}}";
        Outcome outcome = beside(cluster.formatted("a.b", "x"), "KubernetesCluster");
        assertThat(only(outcome, "Undecodable").field()).isEqualTo("metadata.name");
        outcome = beside(cluster.formatted("east", "'a b'"), "KubernetesCluster");
        assertThat(only(outcome, "Undecodable").field()).isEqualTo("spec.clusterDomain");
    }

    @Test
    void emptyLabelsAndEmptyLabelValuesAreLabelsLikeAnyOther() {
        Outcome outcome = world().mgmt(
                        Discovered.service("plain", "bookinfo", "east")
                                .labels("flag=")
                                .yaml(),
                        policy("p", "retries: {attempts: 7}", "x")
                                .replace(
                                        "kubeServiceRefs: {services: [{name: x, namespace: bookinfo, clusterName: east}]}",
                                        "kubeServiceMatcher: {labels: {flag: ''}}"))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stdout()).isZero();
        assertThat(outcome.outputs("east"))
                .contains("VirtualService.bookinfo.plain", "VirtualService.bookinfo.reviews")
                .doesNotContain("VirtualService.bookinfo.ratings");
    }

    @Test
    void everythingUnicodeSurvives() {
        Outcome outcome = world().mgmt(policy(
                        "p",
                        "headerManipulation: {appendRequestHeaders: {x-greeting: \"Grüße 😀 \\u2028\"}}",
                        "ratings"))
                .render();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.routes("east", "bookinfo", "ratings")
                        .get(0)
                        .at("/headers/request/add/x-greeting")
                        .asText())
                .isEqualTo("Grüße 😀 \u2028");
    }

    @Test
    void aPolicyOfAMegabyteIsTranslated() {
        String matchers = IntStream.range(0, 10_000)
                .mapToObj(i -> "- {exact: /" + "p".repeat(80) + i + "}")
                .collect(Collectors.joining("\n"));
        Outcome outcome = world().mgmt(
                        policy("big", "httpRequestMatchers:\n" + matchers + "\nretries: {attempts: 1}", "ratings"))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
        assertThat(outcome.files().get("clusters/east/VirtualService.bookinfo.ratings.yaml"))
                .contains("p".repeat(80) + "9999");
    }

    @Test
    void aPolicyMaySelectAThousandDestinationsOneByOne() {
        Situation situation = world();
        String services = IntStream.range(0, 1000)
                .mapToObj(i -> Discovered.service("s" + i, "bookinfo", "east").yaml())
                .collect(Collectors.joining("---\n"));
        String refs = IntStream.range(0, 1000)
                .mapToObj(i -> "{name: s" + i + ", namespace: bookinfo, clusterName: east}")
                .collect(Collectors.joining(", "));
        Outcome outcome = situation
                .mgmt(
                        services,
                        policy("many", "retries: {attempts: 1}", "x")
                                .replace("{name: x, namespace: bookinfo, clusterName: east}", refs))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
        assertThat(outcome.outputs("east"))
                .contains("VirtualService.bookinfo.s0", "VirtualService.bookinfo.s999")
                .hasSizeGreaterThanOrEqualTo(1001);
        assertThat(outcome.status("TrafficPolicy", "gloo-mesh", "many")
                        .path("trafficTargetsTotal")
                        .asInt())
                .isEqualTo(1000);
    }

    @Test
    void aShiftToAThousandDestinationsIsWritten() {
        String destinations = IntStream.range(0, 1000)
                .mapToObj(i ->
                        "- {weight: 1, kubeService: {name: other, namespace: bookinfo, clusterName: east, subset: {v: v"
                                + i + "}}}")
                .collect(Collectors.joining("\n"));
        Outcome outcome = world().mgmt(
                        policy("wide", "trafficShift:\n  destinations:\n" + destinations.indent(2), "ratings"))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stdout()).isZero();
        assertThat(outcome.routes("east", "bookinfo", "ratings").get(0).path("route"))
                .hasSize(1000);
    }

    @Test
    void findingsOfDifferentPoliciesDoNotMix() {
        Outcome outcome = world().mgmt(
                        policy("b1", "requestTimeout: soon", "ratings"),
                        policy("b2", "requestTimeout: later", "ratings"))
                .render();
        Map<String, List<ReportedFinding>> byObject =
                outcome.findings("InvalidField").stream().collect(Collectors.groupingBy(ReportedFinding::object));
        assertThat(byObject).containsOnlyKeys("TrafficPolicy gloo-mesh/b1", "TrafficPolicy gloo-mesh/b2");
        assertThat(byObject.get("TrafficPolicy gloo-mesh/b1"))
                .allMatch(finding -> finding.message().contains("soon"));
    }
}
