// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at before meshes call each other; the golden folder federation/checks has the words. */
class FederationChecksTest {

    private static final String GATEWAY =
            "{workloadLabels: {istio: 'ew'}, externalAddress: '203.0.113.1', externalTlsPort: 15443, tlsContainerPort: 15443}";

    /** As many meshes as there are fields of specs, in the VirtualMesh. */
    private static List<FederationCheck> checks(String federation, List<String> specs) {
        return checks(federation, specs, List.of());
    }

    private static List<FederationCheck> checks(String federation, List<String> specs, List<RawObject> more) {
        SnapshotAssembly assembly =
                SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false));
        List<RawObject> objects = new ArrayList<>(more);
        List<String> refs = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            String cluster = "c" + i;
            assembly = assembly.knowing(cluster, ClusterKnowledge.SYNCED);
            objects.add(MadeUp.object(
                    ObjectId.MANAGEMENT,
                    "discovery.mesh.gloo.solo.io/v1alpha2",
                    "Mesh",
                    "gloo-mesh",
                    "m" + i,
                    "spec: {istio: {%s}}".formatted(specs.get(i).replace("CLUSTER", cluster))));
            refs.add("{name: 'm%d', namespace: 'gloo-mesh'}".formatted(i));
        }
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                "networking.mesh.gloo.solo.io/v1alpha2",
                "VirtualMesh",
                "gloo-mesh",
                "vm",
                "spec: {meshes: [%s], federation: {%s}}".formatted(String.join(", ", refs), federation)));
        return new NetworkingTranslator()
                .translate(assembly.changed(objects, List.of()).snapshot())
                .virtualMeshes()
                .values()
                .iterator()
                .next()
                .checks();
    }

    private static String mesh(String version, String gateways) {
        return "installation: {cluster: 'CLUSTER', namespace: 'istio-system', version: '%s'}, ingressGateways: [%s]"
                .formatted(version, gateways);
    }

    private static FederationCheck check(FederationCheck.Subject subject, String federation, String... specs) {
        return checks(federation, List.of(specs)).stream()
                .filter(check -> check.subject() == subject)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "1.28.1, YES",
        "v1.11.0, YES",
        "1.31-alpha.2, YES",
        "2.0, YES",
        "1.10.6, NO",
        "0.8, NO",
        "latest, UNKNOWN",
        "'', UNKNOWN",
        "99999999999.1, UNKNOWN"
    })
    void versions(String version, FederationCheck.Answer answer) {
        FederationCheck check = check(
                FederationCheck.Subject.VERSIONS, "permissive: {}", mesh(version, GATEWAY), mesh("1.28.1", GATEWAY));

        assertThat(check.answer()).isEqualTo(answer);
        assertThat(check.texts()).singleElement().asString().doesNotContain("m1");
    }

    @Test
    void aFlatNetworkNeedsNoGateways() {
        assertThat(check(
                                FederationCheck.Subject.GATEWAYS,
                                "permissive: {}, flatNetwork: true",
                                mesh("1.28.1", ""),
                                mesh("1.28.1", ""))
                        .answer())
                .isEqualTo(FederationCheck.Answer.YES);
        assertThat(check(
                                FederationCheck.Subject.GATEWAYS,
                                "permissive: {}",
                                mesh("1.28.1", ""),
                                mesh("1.28.1", GATEWAY))
                        .texts())
                .singleElement()
                .asString()
                .startsWith("Mesh gloo-mesh/m0 on cluster c0: ");
    }

    @Test
    void aGatewayThatItsClusterTellsNoLongerIsNotUsableForSure() {
        String lost =
                GATEWAY.replace("{workloadLabels: {istio: 'ew'}", "{lastKnown: true, workloadLabels: {istio: 'lost'}");
        FederationCheck check = check(
                FederationCheck.Subject.GATEWAYS, "permissive: {}", mesh("1.28.1", GATEWAY), mesh("1.28.1", lost));
        assertThat(check.answer()).isEqualTo(FederationCheck.Answer.NO);
        assertThat(check.reason()).isEqualTo("GatewayOutOfReach");
        assertThat(check(
                                FederationCheck.Subject.GATEWAYS,
                                "permissive: {}",
                                mesh("1.28.1", GATEWAY),
                                mesh("1.28.1", lost + ", " + GATEWAY))
                        .answer())
                .as("one that lives is taken")
                .isEqualTo(FederationCheck.Answer.YES);
    }

    /** A user's rule keeps ours away, and so the subset that a policy sends to. */
    @Test
    void aSubsetIsMissedWhereAUserHoldsTheRule() {
        assertThat(subsets(false).answer()).isEqualTo(FederationCheck.Answer.YES);
        assertThat(subsets(true).answer()).isEqualTo(FederationCheck.Answer.NO);
        assertThat(subsets(true).texts())
                .singleElement()
                .asString()
                .startsWith(
                        "a subset of service s.n.c1 by the name version-v1 with labels {version=v1}, which DestinationRule n/s on");
    }

    private static FederationCheck subsets(boolean isTaken) {
        List<RawObject> objects = new ArrayList<>();
        for (String cluster : List.of("c0", "c1")) {
            objects.add(discovered("TrafficTarget", "s-" + cluster, """
                    spec: {kubeService: {ref: {name: 's', namespace: 'n', clusterName: '%s'}, workloadSelectorLabels: {app: 's'},
                    ports: [{port: 8080, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm%s', namespace: 'gloo-mesh'}}""".formatted(cluster, cluster.substring(1))));
            objects.add(discovered("Workload", "w-" + cluster, """
                    spec: {kubernetes: {controller: {name: 's', namespace: 'n', clusterName: '%s'}, podLabels: {app: 's', version: 'v1'},
                    serviceAccountName: 'of-s'}, mesh: {name: 'm%s', namespace: 'gloo-mesh'}}""".formatted(cluster, cluster.substring(1))));
        }
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                "networking.mesh.gloo.solo.io/v1alpha2",
                "TrafficPolicy",
                "gloo-mesh",
                "shift",
                """
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 's', namespace: 'n', clusterName: 'c0'}]}}],
                trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1', subset: {version: 'v1'}}}]}}"""));
        if (isTaken) {
            objects.add(MadeUp.object(
                    "c1",
                    "networking.istio.io/v1",
                    "DestinationRule",
                    "n",
                    "s",
                    "spec: {host: 's.n.svc.cluster.local'}"));
        }
        return checks("permissive: {}", List.of(mesh("1.28.1", GATEWAY), mesh("1.28.1", GATEWAY)), objects).stream()
                .filter(check -> check.subject() == FederationCheck.Subject.SUBSETS)
                .findFirst()
                .orElseThrow();
    }

    private static RawObject discovered(String kind, String name, String rest) {
        return MadeUp.object(
                ObjectId.MANAGEMENT, "discovery.mesh.gloo.solo.io/v1alpha2", kind, "gloo-mesh", name, rest);
    }

    @Test
    void fiveMeshesAreNamedAndTheOthersCounted() {
        List<String> specs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            specs.add(mesh("1.28.1", ""));
        }

        assertThat(check(FederationCheck.Subject.GATEWAYS, "permissive: {}", specs.toArray(String[]::new))
                        .texts())
                .singleElement()
                .asString()
                .contains("m4 on cluster c4 and 3 more: install a gateway")
                .doesNotContain("m5");
    }

    @Test
    void oneMeshNeedsNothing() {
        assertThat(checks("permissive: {}", List.of(mesh("1.8", "")))).isEmpty();
    }

    @Test
    void eachSubjectIsToldOnce() {
        assertThat(checks("permissive: {}", List.of(mesh("1.28.1", ""), mesh("1.28.1", ""))))
                .extracting(FederationCheck::subject)
                .containsExactly(FederationCheck.Subject.values());
    }
}
