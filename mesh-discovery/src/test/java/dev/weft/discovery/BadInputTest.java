// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that cannot be read, and objects that hold nothing. */
class BadInputTest {

    private static final String GOOD =
            Objects.ISTIOD + "---\n" + Objects.injected("good", "app: good") + Objects.service("good", "app: good");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apps/v1 | Deployment | spec: [a] | spec",
                "apps/v1 | Deployment | spec: {template: {spec: {containers: {}}}} | spec.template.spec.containers",
                "apps/v1 | ReplicaSet | metadata: {name: bad, namespace: shop, ownerReferences: [text]} | metadata.ownerReferences[0]",
                "v1 | Pod | spec: {containers: [{image: 7}]} | spec.containers[0].image",
                "v1 | Pod | metadata: {name: bad, namespace: shop, labels: {a: 1}} | metadata.labels.a",
                "v1 | Service | spec: {ports: [{port: http}]} | spec.ports[0].port",
                "v1 | Service | spec: {selector: text} | spec.selector",
                "v1 | Endpoints | subsets: {} | subsets",
                "discovery.k8s.io/v1 | EndpointSlice | endpoints: [{conditions: {ready: maybe}}] | endpoints[0].conditions.ready",
                "v1 | Node | status: {addresses: [1]} | status.addresses[0]",
            })
    void anUndecodableObjectIsReportedWithItsFieldAndNothingElseChanges(
            String apiVersion, String kind, String content, String field) {
        String metadata = content.startsWith("metadata") ? "" : "metadata: {name: bad, namespace: shop}\n";
        String bad = "apiVersion: %s\nkind: %s\n%s%s\n".formatted(apiVersion, kind, metadata, content);
        Scene.Found without = new Scene().on("east", GOOD).discover();
        Scene.Found found = new Scene().on("east", GOOD, bad).discover();

        assertThat(found.objects()).isEqualTo(without.objects()).isNotEmpty();
        Finding finding = found.finding(DiscoveryFinding.SOURCE_UNDECODABLE);
        assertThat(finding.field()).isEqualTo(field);
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.subject().kind()).isEqualTo(kind);
        assertThat(finding.cluster()).isEqualTo("east");
        assertThat(finding.message()).contains("test.yaml:1:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps/v1 Deployment", "apps/v1 DaemonSet", "apps/v1 StatefulSet", "apps/v1 ReplicaSet", "v1 Pod",
                "v1 Service", "v1 ConfigMap", "v1 Endpoints", "v1 Node", "discovery.k8s.io/v1 EndpointSlice",
                "appmesh.k8s.aws/v1beta2 Mesh",
            })
    void objectsWithoutAnyFieldOrWithNullsAreHarmless(String type) {
        String apiVersion = type.substring(0, type.indexOf(' '));
        String kind = type.substring(type.indexOf(' ') + 1);
        String bare = "apiVersion: %s\nkind: %s\nmetadata: {name: bare, namespace: shop}\n".formatted(apiVersion, kind);
        String nulls =
                "apiVersion: %s\nkind: %s\nmetadata: {name: istio, namespace: shop, labels: null, ownerReferences: null}\n"
                                .formatted(apiVersion, kind)
                        + "spec: null\nstatus: null\ndata: null\nsubsets: null\nendpoints: null\nports: null\n";
        Scene.Found without = new Scene().on("east", GOOD).discover();

        assertThat(new Scene().on("east", GOOD, bare, nulls).discover().objects())
                .isEqualTo(without.objects());
    }

    @Test
    void oneClustersBadObjectChangesNothingOnAnother() {
        String bad = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: 7\n";
        Scene.Found found = new Scene()
                .on("east", GOOD)
                .on("west", GOOD.substring(0, GOOD.indexOf("apiVersion: v1")) + "---\n" + bad)
                .discover();

        assertThat(found.names("TrafficTarget")).contains("good-shop-east");
        assertThat(found.finding(DiscoveryFinding.SOURCE_UNDECODABLE).cluster()).isEqualTo("west");
    }

    @Test
    void settingsThatCannotBeDecodedSayNothing() {
        DiscoveryAssembly assembly = new Scene().management("""
                        apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                        kind: Settings
                        metadata: {name: settings, namespace: gloo-mesh}
                        spec: {discovery: {istio: {ingressGatewayDetectors: [a]}}}
                        """).assembly();

        assertThat(assembly.settingsReadable()).isFalse();
        assertThat(assembly.snapshot().detectors()).isEmpty();
    }

    @Test
    void anEmptyWorldGivesNothing() {
        assertThat(new Scene().discover().objects()).isEmpty();
        assertThat(new Scene().on("east").discover().findings()).isEmpty();
    }
}
