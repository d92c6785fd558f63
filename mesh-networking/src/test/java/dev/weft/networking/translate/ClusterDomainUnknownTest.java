// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.policy.Premise;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster whose services are called from another, and whose domain nobody can read. */
class ClusterDomainUnknownTest {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";

    private static RawObject object(String apiVersion, String kind, String name, String rest) {
        return MadeUp.object(ObjectId.MANAGEMENT, apiVersion, kind, "gloo-mesh", name, rest);
    }

    private static RawObject cluster(String domain) {
        return object(
                "multicluster.solo.io/v1alpha1",
                "KubernetesCluster",
                "c1",
                "spec: {clusterDomain: '%s'}".formatted(domain));
    }

    /** @param domain that the KubernetesCluster of c1 tells */
    private static SnapshotAssembly world(String domain) {
        SnapshotAssembly assembly =
                SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false));
        List<RawObject> objects = new ArrayList<>();
        for (String cluster : List.of("c1", "c2")) {
            assembly = assembly.knowing(cluster, ClusterKnowledge.SYNCED);
            objects.add(object(DISCOVERY, "Mesh", "m-" + cluster, """
                    spec: {istio: {installation: {cluster: '%s', namespace: 'istio-system', version: '1.28.1'},
                    smartDnsProxyingEnabled: true, ingressGateways: [{workloadLabels: {istio: 'ew'}, externalAddress: '203.0.113.%s',
                    externalTlsPort: 15443, tlsContainerPort: 15443}]}}""".formatted(cluster, cluster.substring(1))));
            objects.add(object(DISCOVERY, "Workload", "w-" + cluster, """
                    spec: {kubernetes: {controller: {name: 's', namespace: 'n', clusterName: '%s'}, podLabels: {app: 's'},
                    serviceAccountName: 'of-s'}, mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(cluster, cluster)));
            objects.add(object(DISCOVERY, "TrafficTarget", "s-" + cluster, """
                    spec: {kubeService: {ref: {name: 's', namespace: 'n', clusterName: '%s'}, workloadSelectorLabels: {app: 's'},
                    ports: [{port: 8080, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(cluster, cluster)));
        }
        objects.add(cluster(domain));
        objects.add(object("networking.mesh.gloo.solo.io/v1alpha2", "VirtualMesh", "vm", """
                spec: {meshes: [{name: 'm-c1', namespace: 'gloo-mesh'}, {name: 'm-c2', namespace: 'gloo-mesh'}],
                federation: {permissive: {}}}"""));
        return assembly.changed(objects, List.of());
    }

    private static List<String> written(Translation translation, String cluster) {
        return translation
                .allOutputs()
                .map(output -> output.id())
                .filter(id -> id.cluster().equals(cluster) && id.namespace().equals("istio-system"))
                .map(id -> id.kind().kind())
                .sorted()
                .toList();
    }

    private static List<String> codes(Translation translation) {
        return translation
                .allFindings()
                .map((Finding finding) -> finding.code().code() + " on " + finding.cluster())
                .filter(text -> text.startsWith(NetworkingFinding.CLUSTER_DOMAIN_UNKNOWN.code()))
                .toList();
    }

    @Test
    void howItsServicesAreCalledStaysAsItIs() {
        Translation translation =
                new NetworkingTranslator().translate(world("no domain").snapshot());

        assertThat(written(translation, "c2")).as("only its own Gateway").containsExactly("Gateway");
        assertThat(written(translation, "c1")).as("those of c2 are called").contains("ServiceEntry", "DestinationRule");
        assertThat(translation
                        .held()
                        .filter(id -> id.cluster().equals("c2"))
                        .map(id -> id.kind().kind()))
                .containsExactlyInAnyOrder("ServiceEntry", "DestinationRule", "VirtualService");
        assertThat(codes(translation)).containsExactly("ClusterDomainUnknown on c1");
        assertThat(checks(translation, FederationCheck.Subject.CLUSTER_DOMAINS).answer())
                .isEqualTo(FederationCheck.Answer.UNKNOWN);
    }

    @Test
    void aFailoverServiceOverItIsLeftAsItStands() {
        List<RawObject> failover = List.of(
                object("networking.mesh.gloo.solo.io/v1alpha2", "TrafficPolicy", "outlier", """
                        spec: {outlierDetection: {consecutiveErrors: 3}}"""),
                object("networking.mesh.gloo.solo.io/v1alpha2", "FailoverService", "fo", """
                        spec: {hostname: 'fo.global', port: {number: 8080, protocol: 'http'}, meshes: [{name: 'm-c2', namespace: 'gloo-mesh'}],
                        backingServices: [{kubeService: {name: 's', namespace: 'n', clusterName: 'c2'}},
                        {kubeService: {name: 's', namespace: 'n', clusterName: 'c1'}}]}"""));
        Translation known = new NetworkingTranslator()
                .translate(world("c1.internal").changed(failover, List.of()).snapshot());
        Translation unknown = new NetworkingTranslator()
                .translate(world("no domain").changed(failover, List.of()).snapshot());

        assertThat(failoverEntries(known)).isEqualTo(1);
        assertThat(failoverEntries(unknown)).isZero();
        assertThat(unknown.failoverServices()
                        .values()
                        .iterator()
                        .next()
                        .decision()
                        .premise())
                .isInstanceOf(Premise.Unresolved.class);
        assertThat(codes(unknown)).contains("ClusterDomainUnknown on c1");
    }

    private static long failoverEntries(Translation translation) {
        return translation
                .allOutputs()
                .filter(output -> output.id().kind().kind().equals("ServiceEntry")
                        && output.id().name().equals("fo"))
                .count();
    }

    private static FederationCheck checks(Translation translation, FederationCheck.Subject subject) {
        return translation.virtualMeshes().values().iterator().next().checks().stream()
                .filter(check -> check.subject() == subject)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLastKnownDomainGoesOnToCount() {
        SnapshotAssembly before = world("c1.internal");
        Translation translation = new NetworkingTranslator()
                .translate(
                        before.changed(List.of(cluster("no domain")), List.of()).snapshot());

        assertThat(written(translation, "c2")).contains("ServiceEntry", "DestinationRule");
        assertThat(codes(translation)).isEmpty();
        assertThat(checks(translation, FederationCheck.Subject.CLUSTER_DOMAINS).answer())
                .isEqualTo(FederationCheck.Answer.YES);
    }
}
