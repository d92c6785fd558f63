// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service of cluster c1 whose pods are called from c2 and c3 without a gateway. */
class FlatNetworkTest {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String PORT = "{port: 18080, name: 'http', protocol: 'TCP'}";
    private static final String GATEWAY =
            "{workloadLabels: {istio: 'ew'}, externalAddress: '203.0.113.1', externalTlsPort: 15443, tlsContainerPort: 15443}";

    private static RawObject object(String apiVersion, String kind, String name, String rest) {
        return MadeUp.object(ObjectId.MANAGEMENT, apiVersion, kind, "gloo-mesh", name, rest);
    }

    /** @param gateways of c1 */
    private static SnapshotAssembly world(String gateways) {
        SnapshotAssembly assembly =
                SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false));
        List<RawObject> objects = new ArrayList<>();
        for (String cluster : List.of("c1", "c2", "c3")) {
            assembly = assembly.knowing(cluster, ClusterKnowledge.SYNCED);
            objects.add(object(
                    DISCOVERY, "Mesh", "m-" + cluster, """
                    spec: {istio: {installation: {cluster: '%s', namespace: 'istio-system', version: '1.28.1'},
                    smartDnsProxyingEnabled: true, ingressGateways: [%s]}}""".formatted(cluster, cluster.equals("c1") ? gateways : "")));
        }
        objects.add(object(DISCOVERY, "Workload", "w", """
                spec: {kubernetes: {controller: {name: 's', namespace: 'n', clusterName: 'c1'}, podLabels: {app: 's'},
                serviceAccountName: 'of-s'}, mesh: {name: 'm-c1', namespace: 'gloo-mesh'}}"""));
        objects.add(object(POLICIES, "VirtualMesh", "vm", """
                spec: {meshes: [{name: 'm-c1', namespace: 'gloo-mesh'}, {name: 'm-c2', namespace: 'gloo-mesh'},
                {name: 'm-c3', namespace: 'gloo-mesh'}], federation: {permissive: {}, flatNetwork: true}}"""));
        return assembly.changed(objects, List.of());
    }

    private static RawObject target(String pods, String ports) {
        return object(DISCOVERY, "TrafficTarget", "s", """
                spec: {kubeService: {ref: {name: 's', namespace: 'n', clusterName: 'c1'}, workloadSelectorLabels: {app: 's'},
                ports: [{port: 8080, name: 'http', protocol: 'TCP'}], endpointSubsets: [{endpoints: [%s], ports: [%s]}]},
                mesh: {name: 'm-c1', namespace: 'gloo-mesh'}}""".formatted(pods, ports));
    }

    private static String pod(String address) {
        return "{ipAddress: '%s', labels: {app: 's', version: 'v1', 'topology.istio.io/network': 'elsewhere'}}"
                .formatted(address);
    }

    private static NetworkingSnapshot with(SnapshotAssembly assembly, RawObject... more) {
        return assembly.changed(List.of(more), List.of()).snapshot();
    }

    private static Map<ObjectId, String> outputs(Translation translation) {
        Map<ObjectId, String> outputs = new TreeMap<>();
        translation
                .allOutputs()
                .forEach((Rendered output) -> outputs.put(output.id(), new String(output.json(), UTF_8)));
        return outputs;
    }

    private static List<String> codes(Translation translation) {
        return translation
                .allFindings()
                .map((Finding finding) -> finding.code().code())
                .distinct()
                .sorted()
                .toList();
    }

    private static String entry(Translation translation) {
        return outputs(translation).entrySet().stream()
                .filter(output -> output.getKey().kind().kind().equals("ServiceEntry"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void aPodThatComesOrGoesIsOneWriteForEachClusterThatCalls() {
        SnapshotAssembly world = world("");
        NetworkingTranslator translator = new NetworkingTranslator();
        Map<ObjectId, String> before = outputs(translator.translate(with(world, target(pod("10.0.0.1"), PORT))));
        Map<ObjectId, String> after =
                outputs(translator.translate(with(world, target(pod("10.0.0.1") + ", " + pod("10.0.0.2"), PORT))));

        TreeSet<String> changed = new TreeSet<>();
        after.forEach((id, json) -> {
            if (!json.equals(before.get(id))) {
                changed.add(id.cluster() + " " + id.kind().kind());
            }
        });
        assertThat(changed).containsExactly("c2 ServiceEntry", "c3 ServiceEntry");
        assertThat(after).hasSameSizeAs(before);
    }

    @Test
    void whatIstioWouldActUponIsNotSaidOfAnAddress() {
        Translation translation = new NetworkingTranslator().translate(with(world(""), target(pod("10.0.0.1"), PORT)));

        assertThat(entry(translation))
                .contains("\"version\":\"v1\"", "\"security.istio.io/tlsMode\":\"istio\"", "\"http\":18080")
                .doesNotContain("topology.istio.io");
        assertThat(codes(translation)).doesNotContain("FlatNetworkNotUsed", "MeshWithoutGateway");
    }

    @Test
    void aServiceWithoutReadyPodsKeepsItsName() {
        Translation translation = new NetworkingTranslator().translate(with(world(GATEWAY), target("", PORT)));

        assertThat(entry(translation)).contains("s.n.svc.c1.global").doesNotContain("endpoints", "203.0.113.1");
        assertThat(codes(translation)).contains(NetworkingFinding.NO_READY_PODS.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ipAddress: '127.0.0.1', labels: {app: 's'}} | {port: 18080, name: 'http'} | means the caller itself",
                "{ipAddress: '10.0.0.1', labels: {app: 's'}} | {port: 18080, name: 'other'} | at which port",
                "{ipAddress: '10.0.0.1', labels: {app: 's'}} | {port: 18080, name: 'http', protocol: 'UDP'} | at which port"
            })
    void whatCannotBeCalledStraightGoesThroughTheGatewayOrNotAtAll(String pod, String port, String why) {
        Translation with = new NetworkingTranslator().translate(with(world(GATEWAY), target(pod, port)));
        Translation without = new NetworkingTranslator().translate(with(world(""), target(pod, port)));

        assertThat(entry(with)).contains("203.0.113.1").doesNotContain("127.0.0.1", "10.0.0.1");
        assertThat(codes(with)).contains(NetworkingFinding.FLAT_NETWORK_NOT_USED.code());
        assertThat(outputs(without)).isEmpty();
        assertThat(without.allFindings()
                        .filter(finding -> finding.code() == NetworkingFinding.NOT_FEDERATED)
                        .map(Finding::message))
                .singleElement()
                .asString()
                .contains(why, "has no gateway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ipAddress: '10.0.0.1'} | {version: 'v1'} | nobody knows the labels of its pods",
                "{ipAddress: '10.0.0.1', labels: {app: 's'}} | {'istio.io/rev': 'a'} | by label istio.io/rev"
            })
    void aSubsetThatNoLabelTellsApartIsAskedForAtTheGateway(String pod, String subset, String why) {
        RawObject policy = object(POLICIES, "TrafficPolicy", "shift", """
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 's', namespace: 'n', clusterName: 'c1'}]}}],
                trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1', subset: %s}}]}}""".formatted(subset));
        Translation translation = new NetworkingTranslator().translate(with(world(GATEWAY), target(pod, PORT), policy));

        assertThat(entry(translation)).contains("203.0.113.1").doesNotContain("10.0.0.1");
        assertThat(translation
                        .allFindings()
                        .filter(finding -> finding.code() == NetworkingFinding.FLAT_NETWORK_NOT_USED)
                        .map(Finding::message))
                .singleElement()
                .asString()
                .contains(why);
        assertThat(entry(new NetworkingTranslator().translate(with(world(GATEWAY), target(pod, PORT)))))
                .as("without the subset")
                .contains("10.0.0.1");
    }

    @Test
    void morePodsThanAnObjectHoldsAreCalledThroughTheGateway() {
        List<String> pods = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            pods.add(pod("10.0." + i / 250 + "." + i % 250));
        }
        Translation full = new NetworkingTranslator()
                .translate(with(world(GATEWAY), target(String.join(", ", pods.subList(0, 1000)), PORT)));
        Translation over =
                new NetworkingTranslator().translate(with(world(GATEWAY), target(String.join(", ", pods), PORT)));

        assertThat(entry(full)).contains("10.0.3.249");
        assertThat(entry(over)).contains("203.0.113.1");
        assertThat(codes(over)).contains(NetworkingFinding.FLAT_NETWORK_NOT_USED.code());
    }

    @Test
    void manyServicesAreToldWithoutAGatewayToo() {
        List<RawObject> targets = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            targets.add(object(DISCOVERY, "TrafficTarget", "s" + i, """
                    spec: {kubeService: {ref: {name: 's%d', namespace: 'n', clusterName: 'c1'}, workloadSelectorLabels: {app: 's'},
                    ports: [{port: 8080, name: 'http', protocol: 'TCP'}], endpointSubsets: [{endpoints: [%s], ports: [%s]}]},
                    mesh: {name: 'm-c1', namespace: 'gloo-mesh'}}""".formatted(i, pod("10.0.0.1"), PORT)));
        }
        Translation many = new NetworkingTranslator()
                .translate(world("").changed(targets, List.of()).snapshot());
        Translation fewer = new NetworkingTranslator()
                .translate(world("").changed(targets.subList(0, 50), List.of()).snapshot());

        assertThat(codes(many)).contains(NetworkingFinding.MANY_EXPORTS.code());
        assertThat(codes(fewer)).doesNotContain(NetworkingFinding.MANY_EXPORTS.code());
    }

    @Test
    void anEndpointThatIsNoAddressIsLeftOutAndTold() {
        SnapshotAssembly world =
                world("").changed(List.of(target(pod("a.b") + ", " + pod("10.0.0.1"), PORT)), List.of());

        assertThat(world.findings())
                .extracting(finding -> finding.code().code())
                .containsExactly("EndpointIgnored");
        assertThat(entry(new NetworkingTranslator().translate(world.snapshot())))
                .contains("10.0.0.1")
                .doesNotContain("a.b");
    }
}
