// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ClusterDomain;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SettingsFact;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.rules.TlsAction;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What everything hangs on does not fall back to defaults because it cannot be read for a while. */
class LastKnownTest {

    private static final Ref SETTINGS = new Ref("gloo-mesh", "settings");

    private final SnapshotAssembly empty = SnapshotAssembly.empty(new Scope("gloo-mesh", "", SETTINGS, false))
            .knowing("east", ClusterKnowledge.SYNCED)
            .knowing("west", ClusterKnowledge.SYNCED);

    private static RawObject settings(String spec) {
        return object("settings.mesh.gloo.solo.io/v1alpha2", "Settings", "settings", spec);
    }

    private static RawObject cluster(String spec) {
        return object("multicluster.solo.io/v1alpha1", "KubernetesCluster", "east", spec);
    }

    private static RawObject object(String apiVersion, String kind, String name, String spec) {
        String document = "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: gloo-mesh}\nspec: %s\n"
                .formatted(apiVersion, kind, name, spec);
        if (!(EmbeddedYaml.parse("test", document) instanceof EmbeddedYaml.Tree tree)
                || !(tree.tree() instanceof ObjectNode body)) {
            throw new IllegalArgumentException(document);
        }
        ObjectId id = new ObjectId(ObjectId.MANAGEMENT, GroupKind.of(apiVersion, kind), "gloo-mesh", name);
        return new RawObject(id, apiVersion, body, "test");
    }

    private static SnapshotAssembly put(SnapshotAssembly assembly, RawObject... objects) {
        return assembly.changed(List.of(objects), List.of());
    }

    private static ClusterDomain domain(SnapshotAssembly assembly) {
        ClusterFact east = assembly.snapshot().clusters().get("east");
        assertThat(east).isNotNull();
        return east.domain();
    }

    private static List<String> held(SnapshotAssembly assembly) {
        return List.copyOf(HeldClusters.of(assembly.snapshot()).keySet());
    }

    private static final String MUTUAL = "{mtls: {istio: {tlsMode: ISTIO_MUTUAL}}}";

    @Test
    void settingsThatCannotBeReadKeepWhatTheySaidAndAreReported() {
        SnapshotAssembly bad = put(put(empty, settings(MUTUAL)), settings("{mtls: text}"));

        SettingsFact fact = bad.snapshot().settings();
        assertThat(fact.tlsMode()).contains(TlsAction.Mode.ISTIO_MUTUAL);
        assertThat(fact.readable()).isFalse();
        assertThat(bad.findings()).extracting(finding -> finding.code().code()).containsExactly("Undecodable");
        assertThat(held(bad)).isEmpty();
        assertThat(put(bad, settings("also text")).snapshot().settings().tlsMode())
                .contains(TlsAction.Mode.ISTIO_MUTUAL);
        assertThat(put(bad, settings("{}")).snapshot())
                .isEqualTo(put(empty, settings("{}")).snapshot());
        assertThat(put(bad, settings("{}")).findings()).isEmpty();
    }

    @Test
    void settingsThatAreDeletedSayNothing() {
        SnapshotAssembly gone = put(put(empty, settings(MUTUAL)), settings("text"))
                .changed(List.of(), List.of(settings("{}").id()));
        assertThat(gone.snapshot()).isEqualTo(empty.snapshot());
        assertThat(gone.findings()).isEmpty();
    }

    @Test
    void settingsThatWereNeverReadableHoldEveryCluster() {
        SnapshotAssembly bad = put(empty, settings("text"));

        assertThat(HeldClusters.of(bad.snapshot()).values())
                .extracting(finding -> finding.cluster() + ": " + finding.message())
                .containsExactly(
                        "east: nothing is written or deleted on cluster east until Settings gloo-mesh/settings can be read",
                        "west: nothing is written or deleted on cluster west until Settings gloo-mesh/settings can be read");
        assertThat(held(put(bad, settings("{}")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{clusterDomain: 'a b'}", "{clusterDomain: 5}", "text"})
    void aDomainThatCannotBeReadKeepsTheOneBefore(String bad) {
        SnapshotAssembly good = put(empty, cluster("{clusterDomain: corp.example}"));
        SnapshotAssembly after = put(good, cluster(bad));

        assertThat(domain(after)).isEqualTo(new ClusterDomain("corp.example", true));
        assertThat(after.undecodable()).hasSize(1);
        assertThat(held(after)).isEmpty();
        assertThat(domain(put(after, cluster("{}")))).isEqualTo(ClusterDomain.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{clusterDomain: 'a b'}", "{clusterDomain: 5}", "text"})
    void aDomainThatWasNeverReadableHoldsItsCluster(String bad) {
        SnapshotAssembly after = put(empty, cluster(bad));

        assertThat(domain(after)).isEqualTo(new ClusterDomain("cluster.local", false));
        assertThat(held(after)).containsExactly("east");
        assertThat(held(put(after, cluster("{clusterDomain: corp.example}")))).isEmpty();
        assertThat(held(after.changed(List.of(), List.of(cluster("{}").id())))).isEmpty();
    }

    @Test
    void aFieldBesideTheDomainThatDoesNotDecodeChangesNoDomain() {
        assertThat(domain(put(empty, cluster("{secretName: 5, clusterDomain: corp.example}"))))
                .isEqualTo(new ClusterDomain("corp.example", true));
        assertThat(domain(put(empty, cluster("{secretName: 5}")))).isEqualTo(ClusterDomain.DEFAULT);
    }

    @Test
    void nothingIsDeletedOnAClusterWithoutAKnownDomain() {
        SnapshotAssembly leftover = put(empty, vestige("east"), vestige("west"));

        assertThat(deletes(leftover)).containsExactly("east", "west");
        assertThat(deletes(put(leftover, cluster("{clusterDomain: 5}")))).containsExactly("west");
        assertThat(deletes(put(leftover, settings("text")))).isEmpty();
    }

    @Test
    void nothingIsDeletedOnAStaleCluster() {
        SnapshotAssembly leftover = put(empty, vestige("east"), vestige("west"));
        ClusterKnowledge stale = new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>());

        assertThat(deletes(leftover.knowing("east", stale))).containsExactly("west");
        assertThat(deletes(leftover.forgetting("east"))).containsExactly("west");
    }

    private static List<String> deletes(SnapshotAssembly assembly) {
        NetworkingSnapshot snapshot = assembly.snapshot();
        return StaleOutputs.of(new NetworkingTranslator().translate(snapshot), List.of()).deletes().stream()
                .map(ObjectId::cluster)
                .toList();
    }

    /** Something that we wrote once and nobody wants any more. */
    private static RawObject vestige(String cluster) {
        RawObject object =
                object("networking.istio.io/v1", "VirtualService", "old", "{hosts: [old.gloo-mesh.svc.cluster.local]}");
        object.body().withObject("/metadata/labels").put(OwnerLabels.OWNER, "gloo-mesh");
        ObjectId id = new ObjectId(cluster, object.id().kind(), "gloo-mesh", "old");
        return new RawObject(id, object.apiVersion(), object.body(), "test");
    }
}
