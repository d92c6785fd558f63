// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A FailoverService for callers of c1: a service there, and one of c2, on a flat network without gateways. */
class FlatNetworkFailoverTest {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String PODS =
            "{endpoints: [{ipAddress: '10.0.2.1', labels: {app: 's', version: 'v1'}}], ports: [{port: 18080, name: 'http'}]}";

    private static RawObject object(String apiVersion, String kind, String name, String rest) {
        return MadeUp.object(ObjectId.MANAGEMENT, apiVersion, kind, "gloo-mesh", name, rest);
    }

    /**
     * @param podsOfC2 how many of c2 are known
     * @param subset what calls of the service of c1 are sent to in the FailoverService
     */
    private static Translation translated(ClusterKnowledge c2, String podsOfC2, String subset, RawObject... standing) {
        SnapshotAssembly assembly = SnapshotAssembly.empty(
                        new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false))
                .knowing("c1", ClusterKnowledge.SYNCED)
                .knowing("c2", c2);
        List<RawObject> objects = new ArrayList<>(List.of(standing));
        for (String cluster : List.of("c1", "c2")) {
            objects.add(object(DISCOVERY, "Mesh", "m-" + cluster, """
                    spec: {istio: {installation: {cluster: '%s', namespace: 'istio-system', version: '1.28.1'},
                    smartDnsProxyingEnabled: true}}""".formatted(cluster)));
            objects.add(object(DISCOVERY, "Workload", "w-" + cluster, """
                    spec: {kubernetes: {controller: {name: 's', namespace: 'n', clusterName: '%1$s'}, podLabels: {app: 's'},
                    serviceAccountName: 'of-s'}, mesh: {name: 'm-%1$s', namespace: 'gloo-mesh'}}""".formatted(cluster)));
            objects.add(object(DISCOVERY, "TrafficTarget", "s-" + cluster, """
                    spec: {kubeService: {ref: {name: 's', namespace: 'n', clusterName: '%1$s'}, workloadSelectorLabels: {app: 's'},
                    ports: [{port: 8080, name: 'http', protocol: 'TCP'}], endpointSubsets: [%2$s]},
                    mesh: {name: 'm-%1$s', namespace: 'gloo-mesh'}}""".formatted(
                            cluster, cluster.equals("c1") ? PODS.replace("10.0.2.1", "10.0.1.1") : podsOfC2)));
        }
        objects.add(object(POLICIES, "VirtualMesh", "vm", """
                spec: {meshes: [{name: 'm-c1', namespace: 'gloo-mesh'}, {name: 'm-c2', namespace: 'gloo-mesh'}],
                federation: {selectors: [{destinationSelectors: [{kubeServiceMatcher: {namespaces: ['none']}}]}], flatNetwork: true}}"""));
        objects.add(object(POLICIES, "TrafficPolicy", "outlier", "spec: {outlierDetection: {consecutiveErrors: 3}}"));
        objects.add(object(POLICIES, "FailoverService", "all", """
                spec: {hostname: 'all.global', port: {number: 8080, protocol: 'http'}, meshes: [{name: 'm-c1', namespace: 'gloo-mesh'}],
                backingServices: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c1'}},
                {kubeService: {name: 's', namespace: 'n', clusterName: 'c2'}}]}"""));
        objects.add(object(POLICIES, "TrafficPolicy", "shift", """
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: 's', namespace: 'n', clusterName: 'c1'}]}}],
                trafficShift: {destinations: [{failoverService: {name: 'all', namespace: 'gloo-mesh', subset: %s}}]}}""".formatted(subset)));
        return new NetworkingTranslator()
                .translate(assembly.changed(objects, List.of()).snapshot());
    }

    private static List<String> outputs(Translation translation, String kind) {
        return translation
                .allOutputs()
                .filter(output -> output.id().kind().kind().equals(kind))
                .map((Rendered output) -> new String(output.json(), UTF_8))
                .toList();
    }

    private static List<String> messages(Translation translation, NetworkingFinding code) {
        return translation
                .allFindings()
                .filter(finding -> finding.code() == code)
                .map(Finding::message)
                .toList();
    }

    private static ClusterKnowledge withoutEndpoints() {
        TreeMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        kinds.put(new GroupKind("", "Endpoints"), new Knowledge.Unknown("Forbidden", ""));
        kinds.put(new GroupKind("discovery.k8s.io", "EndpointSlice"), new Knowledge.Unknown("Forbidden", ""));
        return new ClusterKnowledge(new Knowledge.Synced(), kinds);
    }

    @Test
    void podsOfAllServicesAreCalled() {
        assertThat(outputs(translated(ClusterKnowledge.SYNCED, PODS, "{version: 'v1'}"), "ServiceEntry"))
                .singleElement()
                .asString()
                .contains("10.0.1.1", "10.0.2.1");
    }

    @Test
    void whilePodsAreNotKnownWhatStandsStays() {
        Translation translation = translated(withoutEndpoints(), "", "{}");

        assertThat(translation.held())
                .filteredOn(id -> id.name().equals("all"))
                .extracting(id -> id.cluster() + " " + id.kind().kind())
                .containsExactlyInAnyOrder("c1 ServiceEntry", "c1 DestinationRule", "c1 VirtualService");
        assertThat(outputs(translation, "ServiceEntry")).isEmpty();
        assertThat(messages(translation, NetworkingFinding.SOURCE_UNKNOWN))
                .anySatisfy(message -> assertThat(message)
                        .contains("pods of service s.n.c2 are not known", "all.global stays as it is"));
        assertThat(messages(translation, NetworkingFinding.DESTINATION_NOT_FEDERATED))
                .as("nothing stands yet")
                .hasSize(1);
    }

    @Test
    void aSubsetThatIsNotThereIsNotAskedForWhilePodsAreNotKnown() {
        RawObject entry = standing("ServiceEntry", "hosts: ['all.global'], addresses: ['240.0.0.2']");
        RawObject rule = standing(
                "DestinationRule", "host: 'all.global', subsets: [{name: 'version-v1', labels: {version: 'v1'}}]");
        Translation there = translated(withoutEndpoints(), "", "{version: 'v1'}", entry, rule);
        Translation missing = translated(withoutEndpoints(), "", "{version: 'v2'}", entry, rule);

        assertThat(outputs(there, "VirtualService")).singleElement().asString().contains("version-v1");
        assertThat(outputs(missing, "VirtualService")).isEmpty();
        assertThat(messages(there, NetworkingFinding.SUBSET_NOT_CONFIGURED)).isEmpty();
        assertThat(messages(missing, NetworkingFinding.SUBSET_NOT_CONFIGURED))
                .singleElement()
                .asString()
                .contains("{version=v2}", "stays as it is");
    }

    private static RawObject standing(String kind, String spec) {
        return MadeUp.object(
                "c1",
                "networking.istio.io/v1",
                kind,
                "istio-system",
                "all",
                "metadata: {labels: {'owner.networking.mesh.gloo.solo.io': 'gloo-mesh', 'cluster.multicluster.solo.io': 'c1'}},"
                        + " spec: {" + spec + "}");
    }

    @Test
    void podsThatAreKnownAreCalledThoughMoreMayBeMissing() {
        assertThat(outputs(translated(withoutEndpoints(), PODS, "{}"), "ServiceEntry"))
                .singleElement()
                .asString()
                .contains("10.0.2.1");
    }

    @Test
    void whyAServiceNeedsAGatewayIsSaid() {
        Translation translation =
                translated(ClusterKnowledge.SYNCED, PODS.replace("name: 'http'", "name: 'other'"), "{}");

        assertThat(outputs(translation, "ServiceEntry"))
                .singleElement()
                .asString()
                .contains("s.n.svc.cluster.local");
        assertThat(messages(translation, NetworkingFinding.FAILOVER_INCOMPLETE))
                .anySatisfy(message -> assertThat(message)
                        .contains("s.n.c2 cannot be called through a gateway", "answer for port 8080"));
    }

    @Test
    void aSubsetThatNoLabelTellsApartIsThePolicysProblem() {
        Translation translation = translated(ClusterKnowledge.SYNCED, PODS, "{'istio.io/rev': 'a'}");

        assertThat(outputs(translation, "ServiceEntry"))
                .singleElement()
                .asString()
                .contains("10.0.1.1", "10.0.2.1");
        assertThat(messages(translation, NetworkingFinding.SUBSET_NOT_CONFIGURED))
                .singleElement()
                .asString()
                .contains("is not applied to calls of service s.n.c1", "istio.io/rev");
        assertThat(outputs(translation, "VirtualService")).hasSize(1).allMatch(routes -> routes.contains("all.global"));
    }
}
