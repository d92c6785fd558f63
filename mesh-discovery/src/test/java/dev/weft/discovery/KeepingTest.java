// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.discovery.output.ExistingFact;
import dev.weft.discovery.output.Keeping;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which discovered objects may be deleted or replaced, asked of each by itself. */
class KeepingTest {

    private static final Knowledge STALE = new Knowledge.Stale("2026-01-01T00:00:00Z");
    private static final ExistingFact MESH = mesh("gloo-mesh");
    private static final ExistingFact WORKLOAD = existing("""
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Workload
            metadata: {name: reviews-shop-east-deployment, namespace: gloo-mesh,
              labels: {owner.discovery.mesh.gloo.solo.io: gloo-mesh}}
            spec: {kubernetes: {controller: {name: reviews, namespace: shop, clusterName: east}}}
            """);
    private static final ExistingFact TARGET = existing("""
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: TrafficTarget
            metadata: {name: reviews-shop-east, namespace: gloo-mesh,
              labels: {owner.discovery.mesh.gloo.solo.io: gloo-mesh}}
            spec: {kubeService: {ref: {name: reviews, namespace: shop, clusterName: east}}}
            """);
    private static final List<ExistingFact> ALL = List.of(MESH, WORKLOAD, TARGET);
    private static final DiscoveryAssembly EMPTY =
            DiscoveryAssembly.empty(Scene.NAMESPACE, new Ref(Scene.NAMESPACE, "settings"));
    private static final DiscoveryAssembly SYNCED = EMPTY.knowing("east", ClusterKnowledge.SYNCED);

    private static ExistingFact mesh(String owner) {
        return existing("""
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: istiod-istio-system-east, namespace: gloo-mesh,
                  labels: {owner.discovery.mesh.gloo.solo.io: '%s'}}
                spec: {istio: {installation: {cluster: east, namespace: istio-system}}}
                """.formatted(owner));
    }

    private static ExistingFact existing(String document) {
        return ExistingFact.of(Scene.object(ObjectId.MANAGEMENT, document));
    }

    private static DiscoveryAssembly knowing(GroupKind kind, Knowledge known) {
        SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        kinds.put(kind, known);
        return EMPTY.knowing("east", new ClusterKnowledge(new Knowledge.Synced(), kinds));
    }

    @Test
    void ofASyncedClusterEverythingMayGo() {
        assertThat(ALL).noneMatch(Keeping.of(SYNCED)::mustStay).noneMatch(Keeping.of(SYNCED)::mustStayAsItIs);
    }

    @Test
    void ofAClusterThatIsNotRegisteredAnyMoreEverythingMayGo() {
        assertThat(ALL).noneMatch(Keeping.of(SYNCED.forgetting("east"))::mustStay);
    }

    @Test
    void I1_ofAnUnknownClusterEverythingStaysAsItIs() {
        Keeping keeping = Keeping.of(SYNCED.knowing("east", ClusterKnowledge.unknown("Unreachable", "")));
        assertThat(ALL).allMatch(keeping::mustStay).allMatch(keeping::mustStayAsItIs);
    }

    @Test
    void I1_aClusterWithAnObjectThatNobodyWatchesYetKeepsEverything() {
        Keeping keeping = Keeping.of(EMPTY.changed(List.of(Scene.object(ObjectId.MANAGEMENT, """
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: gloo-mesh}
                """)), List.of()));
        assertThat(ALL).allMatch(keeping::mustStay);
    }

    @Test
    void I1_ofAStaleClusterNothingIsDeletedButWhatIsComputedIsWritten() {
        Keeping keeping = Keeping.of(EMPTY.knowing("east", new ClusterKnowledge(STALE, new TreeMap<>())));
        assertThat(ALL).allMatch(keeping::mustStay).noneMatch(keeping::mustStayAsItIs);
    }

    static List<GroupKind> kindsOfWorkloads() {
        return SourceKinds.OF_WORKLOADS;
    }

    @ParameterizedTest
    @MethodSource("kindsOfWorkloads")
    void aStaleKindOfWorkloadsKeepsWorkloadsAndTargets(GroupKind kind) {
        Keeping keeping = Keeping.of(knowing(kind, STALE));
        assertThat(keeping.mustStay(WORKLOAD)).isTrue();
        assertThat(keeping.mustStay(TARGET)).isTrue();
    }

    @Test
    void aStaleKindKeepsOnlyWhatIsMadeOfIt() {
        assertThat(ALL)
                .filteredOn(Keeping.of(knowing(SourceKinds.SERVICE, STALE))::mustStay)
                .containsExactly(MESH, TARGET);
        assertThat(ALL)
                .filteredOn(Keeping.of(knowing(SourceKinds.CONFIG_MAP, STALE))::mustStay)
                .containsExactly(MESH);
        assertThat(ALL).noneMatch(Keeping.of(knowing(SourceKinds.ENDPOINT_SLICE, STALE))::mustStay);
    }

    @Test
    void aPodThatCannotBeDecodedKeepsWhatItMayStandBehindAndReplacesStillHappen() {
        Keeping keeping = Keeping.of(SYNCED.changed(
                List.of(Scene.object(
                        "east", "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: text\n")),
                List.of()));
        assertThat(ALL).allMatch(keeping::mustStay).noneMatch(keeping::mustStayAsItIs);
    }

    @Test
    void aSourceThatCannotBeDecodedKeepsItsObjectAsItIs() {
        Keeping keeping = Keeping.of(SYNCED.changed(
                List.of(
                        Scene.object(
                                "east",
                                "apiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\nspec: text\n"),
                        Scene.object(
                                "east",
                                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: reviews, namespace: shop}\nspec: text\n")),
                List.of()));
        assertThat(ALL).filteredOn(keeping::mustStayAsItIs).containsExactly(WORKLOAD, TARGET);
    }

    @Test
    void settingsThatCannotBeReadKeepMeshesAsTheyAre() {
        Keeping keeping = Keeping.of(SYNCED.changed(List.of(Scene.object(ObjectId.MANAGEMENT, """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh}
                spec: text
                """)), List.of()));
        assertThat(ALL).filteredOn(keeping::mustStayAsItIs).containsExactly(MESH);
    }

    @Test
    void whatIsNotOursIsNeverDeletedAndWhatIsAnotherPlanesIsNotReplaced() {
        Keeping keeping = Keeping.of(SYNCED);
        assertThat(keeping.mustStay(mesh("other"))).isTrue();
        assertThat(keeping.mustStayAsItIs(mesh("other"))).isTrue();
        assertThat(keeping.mustStay(mesh(""))).isTrue();
        assertThat(keeping.mustStayAsItIs(mesh(""))).as("adopted").isFalse();
    }

    @Test
    void anObjectWhoseSpecDoesNotTellItsClusterIsJudgedByItsLabel() {
        ExistingFact unreadable = existing("""
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: m, namespace: gloo-mesh, labels: {
                  owner.discovery.mesh.gloo.solo.io: gloo-mesh, cluster.discovery.mesh.gloo.solo.io: east}}
                spec: text
                """);
        assertThat(Keeping.of(SYNCED).mustStay(unreadable)).isFalse();
        assertThat(Keeping.of(SYNCED.knowing("east", ClusterKnowledge.unknown("Unreachable", "")))
                        .mustStay(unreadable))
                .isTrue();
    }

    @Test
    void anAppMeshMeshStaysWhileAnyOfItsClustersIsInDoubt() {
        ExistingFact mesh = existing("""
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: m-r-1, namespace: gloo-mesh, labels: {owner.discovery.mesh.gloo.solo.io: gloo-mesh}}
                spec: {awsAppMesh: {awsName: m, clusters: [west, east]}}
                """);
        assertThat(Keeping.of(SYNCED).mustStay(mesh)).isFalse();
        assertThat(Keeping.of(knowing(SourceKinds.APP_MESH, STALE)).mustStay(mesh))
                .isTrue();
    }
}
