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
        return targetOf("{endpoints: [%s], ports: [%s]}".formatted(pods, ports));
    }

    private static RawObject targetOf(String endpointSubsets) {
        return object(DISCOVERY, "TrafficTarget", "s", """
                spec: {kubeService: {ref: {name: 's', namespace: 'n', clusterName: 'c1'}, workloadSelectorLabels: {app: 's'},
                ports: [{port: 8080, name: 'http', protocol: 'TCP'}], endpointSubsets: [%s]},
                mesh: {name: 'm-c1', namespace: 'gloo-mesh'}}""".formatted(endpointSubsets));
    }

    private static RawObject shift(String subset) {
        return object(POLICIES, "TrafficPolicy", "shift", """
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 's', namespace: 'n', clusterName: 'c1'}]}}],
                trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1', subset: %s}}]}}""".formatted(subset));
    }

    private static RawObject standingEntry(String cluster) {
        return standing(
                cluster, "ServiceEntry", "s.n.svc.c1.global", "hosts: ['s.n.svc.c1.global'], addresses: ['240.0.0.2']");
    }

    private static RawObject standing(String cluster, String kind, String name, String spec) {
        return MadeUp.object(
                cluster,
                "networking.istio.io/v1",
                kind,
                "istio-system",
                name,
                "metadata: {labels: {'owner.networking.mesh.gloo.solo.io': 'gloo-mesh', 'cluster.multicluster.solo.io': '%s'}}, spec: {%s}"
                        .formatted(cluster, spec));
    }

    private static List<String> messages(Translation translation, NetworkingFinding code) {
        return translation
                .allFindings()
                .filter(finding -> finding.code() == code)
                .map(Finding::message)
                .toList();
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
        RawObject policy = shift(subset);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ipAddress: '10.0.0.1'} | {version: 'v1'} | nobody knows the labels of its pods",
                "{ipAddress: '10.0.0.1', labels: {app: 's'}} | {'istio.io/rev': 'a'} | by label istio.io/rev"
            })
    void aSubsetThatNoLabelTellsApartIsThePolicysProblemWhereThereIsNoGateway(String pod, String subset, String why) {
        Translation translation =
                new NetworkingTranslator().translate(with(world(""), target(pod, PORT), shift(subset)));
        Translation without = new NetworkingTranslator().translate(with(world(""), target(pod, PORT)));

        assertThat(entry(translation)).isEqualTo(entry(without)).contains("10.0.0.1");
        assertThat(outputs(translation).keySet())
                .filteredOn(id -> id.kind().kind().equals("VirtualService"))
                .extracting(ObjectId::cluster)
                .as("its own cluster can tell them apart")
                .containsExactly("c1");
        assertThat(messages(translation, NetworkingFinding.SUBSET_NOT_CONFIGURED))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message).contains("is not applied to calls of service s.n.c1", why));
        assertThat(codes(translation)).doesNotContain("NotFederated");
    }

    @Test
    void aPolicyThatShiftsElsewhereToSuchASubsetIsNotAppliedEither() {
        RawObject local = object(DISCOVERY, "TrafficTarget", "t", """
                spec: {kubeService: {ref: {name: 't', namespace: 'n', clusterName: 'c2'}, workloadSelectorLabels: {app: 't'},
                ports: [{port: 8080, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm-c2', namespace: 'gloo-mesh'}}""");
        RawObject policy = object(POLICIES, "TrafficPolicy", "shift", """
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 't', namespace: 'n', clusterName: 'c2'}]}}],
                trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1', subset: {'istio.io/rev': 'a'}}}]}}""");
        Translation translation =
                new NetworkingTranslator().translate(with(world(""), target(pod("10.0.0.1"), PORT), local, policy));

        assertThat(outputs(translation).values())
                .filteredOn(output -> output.contains("\"address\":\"10.0.0.1\""))
                .hasSize(2);
        assertThat(outputs(translation).keySet())
                .filteredOn(id -> id.kind().kind().equals("VirtualService"))
                .extracting(ObjectId::cluster)
                .as("callers on the cluster of the subset")
                .containsExactly("c1");
        assertThat(messages(translation, NetworkingFinding.SUBSET_NOT_CONFIGURED))
                .anySatisfy(message -> assertThat(message).contains("service t.n.c2 from cluster c2", "istio.io/rev"));
    }

    @Test
    void podsThatCannotBeCalledAreLeftOutAndCounted() {
        RawObject target = targetOf("{endpoints: [%s, %s, %s], ports: [%s]}, {endpoints: [%s, %s, %s], ports: []}"
                .formatted(
                        pod("10.0.0.1"),
                        pod("127.0.0.1"),
                        pod("10.0.0.2"),
                        PORT,
                        pod("10.0.0.3"),
                        pod("10.0.0.4"),
                        pod("10.0.0.1")));
        for (String gateways : List.of("", GATEWAY)) {
            Translation translation = new NetworkingTranslator().translate(with(world(gateways), target));

            assertThat(entry(translation))
                    .contains("10.0.0.1", "10.0.0.2")
                    .doesNotContain("127.0.0.1", "10.0.0.3", "10.0.0.4", "203.0.113.1");
            assertThat(messages(translation, NetworkingFinding.PODS_LEFT_OUT))
                    .satisfiesExactlyInAnyOrder(
                            message -> assertThat(message).contains("1 of 5 pods (address 127.0.0.1 means"),
                            message -> assertThat(message)
                                    .contains("2 of 5 pods (nobody knows at which port they answer for port 8080)"));
        }
    }

    @Test
    void ofMorePodsThanAnObjectHoldsSomeAreCalledWhereThereIsNoGateway() {
        List<String> pods = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            pods.add(pod("10.0." + i / 250 + "." + i % 250));
        }
        pods.add("{ipAddress: '10.9.9.9', labels: {app: 's', version: 'v2'}}");
        Translation translation =
                new NetworkingTranslator().translate(with(world(""), target(String.join(", ", pods), PORT)));

        assertThat(entry(translation).split("\"address\":", -1)).hasSize(1 + 1000);
        assertThat(entry(translation)).as("the only one of its version").contains("10.9.9.9");
        assertThat(messages(translation, NetworkingFinding.PODS_LEFT_OUT))
                .singleElement()
                .asString()
                .contains("201 of 1201 pods (it has more than 1000 pods");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"127.0.0.1 | {port: 18080, name: 'http'}", "10.0.0.1 | {port: 18080, name: 'other'}"})
    void whereNoneIsLeftWhatStandsStays(String address, String port) {
        RawObject standing = standingEntry("c2");
        Translation translation =
                new NetworkingTranslator().translate(with(world(""), target(pod(address), port), standing));

        assertThat(translation.held())
                .extracting(id -> id.cluster() + " " + id.kind().kind())
                .contains("c2 ServiceEntry", "c2 DestinationRule", "c2 VirtualService");
        assertThat(messages(translation, NetworkingFinding.NOT_FEDERATED))
                .singleElement()
                .asString()
                .contains("1 of 1 pods (", "stays as it is");
    }

    @Test
    void nobodyIsSentToWhatIsHeldAndNotThere() {
        RawObject standing = standingEntry("c3");
        List<RawObject> objects = new ArrayList<>(List.of(standing, target(pod("127.0.0.1"), PORT)));
        for (String cluster : List.of("c2", "c3")) {
            objects.add(object(DISCOVERY, "TrafficTarget", "t-" + cluster, """
                    spec: {kubeService: {ref: {name: 't', namespace: 'n', clusterName: '%1$s'}, workloadSelectorLabels: {app: 't'},
                    ports: [{port: 8080, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm-%1$s', namespace: 'gloo-mesh'}}""".formatted(cluster)));
        }
        objects.add(object(POLICIES, "TrafficPolicy", "shift", """
                spec: {destinationSelector: [{kubeServiceMatcher: {namespaces: ['n'], clusters: ['c2', 'c3']}}],
                trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1'}}]}}"""));
        Translation translation = new NetworkingTranslator()
                .translate(world("").changed(objects, List.of()).snapshot());

        assertThat(outputs(translation).keySet())
                .filteredOn(id -> id.kind().kind().equals("VirtualService"))
                .extracting(id -> id.cluster() + " " + id.namespace())
                .as("c2 has no entry, c3 has one")
                .contains("c3 n")
                .doesNotContain("c2 n");
        assertThat(codes(translation)).contains("DestinationNotFederated");
    }

    @Test
    void nobodyIsSentToASubsetThatTheHeldRuleDoesNotHave() {
        RawObject rule = standing(
                "c2",
                "DestinationRule",
                "s-n-c1",
                "host: 's.n.svc.c1.global', subsets: [{name: 'version-v1', labels: {version: 'v1'}}]");
        RawObject local = object(DISCOVERY, "TrafficTarget", "t", """
                spec: {kubeService: {ref: {name: 't', namespace: 'n', clusterName: 'c2'}, workloadSelectorLabels: {app: 't'},
                ports: [{port: 8080, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm-c2', namespace: 'gloo-mesh'}}""");
        for (String version : List.of("v1", "v2")) {
            RawObject policy = object(POLICIES, "TrafficPolicy", "shift", """
                    spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 't', namespace: 'n', clusterName: 'c2'}]}}],
                    trafficShift: {destinations: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1', subset: {version: '%s'}}}]}}""".formatted(version));
            Translation translation = new NetworkingTranslator()
                    .translate(
                            with(world(""), target(pod("127.0.0.1"), PORT), standingEntry("c2"), rule, local, policy));

            assertThat(outputs(translation).keySet().stream()
                            .anyMatch(id -> id.cluster().equals("c2")
                                    && id.kind().kind().equals("VirtualService")))
                    .as(version)
                    .isEqualTo(version.equals("v1"));
        }
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
