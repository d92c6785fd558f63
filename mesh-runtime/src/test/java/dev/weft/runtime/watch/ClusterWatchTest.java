// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static dev.weft.runtime.watch.WatchRig.CONFIG_MAP;
import static dev.weft.runtime.watch.WatchRig.CONFIG_MAPS;
import static dev.weft.runtime.watch.WatchRig.SERVICE;
import static dev.weft.runtime.watch.WatchRig.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView.Contact;
import dev.weft.sandbox.hooks.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClusterWatchTest {

    private static final GroupKind THING = new GroupKind("demo.weft.dev", "Thing");

    private WatchRig rig;

    ClusterWatchTest() throws IOException {
        rig = new WatchRig();
    }

    @BeforeEach
    void twoConfigMaps() {
        rig.createConfigMap("a");
        rig.createConfigMap("b");
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void whatIsThereAndWhatChangesIsReported() throws InterruptedException {
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        assertThat(rig.configMaps()).isEqualTo(Map.of("a", "1", "b", "1"));
        assertThat(rig.view().contact()).isEqualTo(new Contact.Alive());
        assertThat(rig.view().knowledge()).isEqualTo(ClusterKnowledge.SYNCED);

        rig.editConfigMap("a", "2");
        rig.deleteConfigMap("b");
        rig.createConfigMap("c");
        rig.await(() -> rig.configMaps().equals(Map.of("a", "2", "c", "1")));
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfAListLosesNothing() throws InterruptedException {
        for (int i = 0; i < 25; i++) {
            rig.createConfigMap("more-" + i);
        }
        rig.sandbox.faults().add(Faults.Target.of("list", "configmaps"), new Faults.LoseAnswer(), 1, 6);
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();

        assertThat(rig.configMaps()).hasSize(27);
        assertThat(rig.calls("list", "configmaps"))
                .as("the client itself tries a few times")
                .isGreaterThan(6);
        assertThat(rig.puts).as("what was listed before is not put again").isEqualTo(rig.objects.size());
    }

    @Test
    void watchesThatBreakAfterACompactionLoseNothingAndRepeatNothing() throws InterruptedException {
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        rig.sandbox.faults().add(Faults.Target.of("watch", "configmaps"), new Faults.BreakConnection(), 0, 2);
        rig.sandbox.dropWatches("/configmaps");
        rig.deleteConfigMap("a");
        rig.editConfigMap("b", "2");
        rig.createConfigMap("c");
        rig.sandbox.compact();
        int before = rig.puts;
        rig.await(() -> rig.configMaps().equals(Map.of("b", "2", "c", "1")));
        rig.awaitSynced();

        assertThat(rig.puts - before).isEqualTo(2);
        assertThat(rig.gone).isEqualTo(1);
    }

    @Test
    void aKindThatIsSlowHoldsUpNoOther() throws InterruptedException {
        rig.sandbox.faults().next(Faults.Target.of("list", "services"), new Faults.Delay(Duration.ofSeconds(2)));
        rig.open(rig.admin(), CONFIG_MAPS, SERVICES);
        rig.await(() -> rig.knows(Knowledge.Synced.class, CONFIG_MAP)
                && !rig.configMaps().isEmpty());

        assertThat(rig.knowledge(SERVICE)).isEqualTo(new Knowledge.Unknown("Connecting", ""));
        rig.await(() -> rig.knows(Knowledge.Synced.class, SERVICE));
    }

    @Test
    void aClusterThatIsCutOffKeepsItsObjectsMarkedAndIsBackWithWhatChanged() throws Exception {
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        rig.relay.cut();
        rig.await(() -> rig.view().contact() instanceof Contact.Silent);
        assertThat(rig.view().contact())
                .isInstanceOfSatisfying(
                        Contact.Silent.class,
                        silent -> assertThat(silent.since()).isNotEmpty());
        assertThat(rig.knowledge(CONFIG_MAP)).isInstanceOf(Knowledge.Stale.class);
        assertThat(rig.configMaps()).isEqualTo(Map.of("a", "1", "b", "1"));

        rig.deleteConfigMap("a");
        rig.editConfigMap("b", "2");
        int before = rig.puts;
        rig.relay.connect();
        rig.awaitSynced();
        assertThat(rig.view().contact()).isEqualTo(new Contact.Alive());
        assertThat(rig.configMaps()).isEqualTo(Map.of("b", "2"));
        assertThat(rig.puts - before).isEqualTo(1);
        assertThat(rig.calls("list", "configmaps"))
                .as("the watch goes on where it was")
                .isEqualTo(1);
    }

    @Test
    void aNetworkThatSwallowsEverythingMakesTheClusterSilent() throws InterruptedException {
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        rig.relay.hold();
        rig.editConfigMap("a", "2");
        rig.await(() -> rig.view().contact() instanceof Contact.Silent);
        assertThat(rig.knowledge(CONFIG_MAP)).isInstanceOf(Knowledge.Stale.class);

        rig.relay.release();
        rig.awaitSynced();
        rig.await(() -> "2".equals(rig.configMaps().get("a")));
        assertThat(rig.view().contact()).isEqualTo(new Contact.Alive());
    }

    @Test
    void aClusterThatRefusesConnectionsFromTheStartIsReadWhenItComesUp() throws Exception {
        rig.relay.cut();
        rig.open(rig.admin(), CONFIG_MAPS);
        rig.await(() -> rig.views.containsKey("east") && rig.view().contact() instanceof Contact.Silent);
        assertThat(rig.view().contact())
                .isInstanceOfSatisfying(
                        Contact.Silent.class,
                        silent -> assertThat(silent.since()).isEmpty());
        assertThat(rig.view().knowledge()).isEqualTo(ClusterKnowledge.unknown("Unreachable", ""));

        rig.relay.connect();
        rig.awaitSynced();
        assertThat(rig.configMaps()).hasSize(2);
    }

    @Test
    void aKindThatMayNotBeReadIsUnknownUntilItIsGranted() throws InterruptedException {
        rig.sandbox.acceptToken("reader-token", "reader", List.of("system:authenticated"));
        rig.open(rig.api("reader-token"), CONFIG_MAPS);
        rig.await(() -> rig.knows(Knowledge.Unknown.class, CONFIG_MAP)
                && ((Knowledge.Unknown) rig.knowledge(CONFIG_MAP)).reason().equals("Forbidden"));
        assertThat(rig.view().contact()).as("a refusal is a proof of life").isEqualTo(new Contact.Alive());

        rig.write("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"metadata": {"name": "reader"}, "rules": [
                  {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list", "watch"]}]}""");
        rig.write("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"metadata": {"name": "reader"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "reader"}]}""");
        rig.awaitSynced();
        assertThat(rig.configMaps()).hasSize(2);
    }

    @Test
    void aKindThatIsInstalledLaterIsSeenAtOnce() throws InterruptedException {
        Reading definitions = Reading.of(new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition"), "v1");
        rig.open(rig.admin(), definitions, Reading.of(THING, "v1"));
        rig.await(() -> rig.knows(Knowledge.Synced.class, THING));

        // It would be looked for again in ten minutes.
        rig.write("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata": {"name": "things.demo.weft.dev"}, "spec": {"group": "demo.weft.dev", "scope": "Namespaced",
                 "names": {"plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"},
                 "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                  {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}""");
        rig.write(
                "POST",
                "/apis/demo.weft.dev/v1/namespaces/default/things",
                "{\"metadata\":{\"name\":\"x\"}," + "\"apiVersion\":\"demo.weft.dev/v1\",\"kind\":\"Thing\"}");
        rig.await(() -> rig.objects.keySet().stream().anyMatch(id -> id.kind().equals(THING)));
    }

    @Test
    void aClusterThatIsForgottenTakesAllItsObjectsAlong() throws InterruptedException {
        ClusterWatch watch = rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        watch.forget();
        rig.takeIn();

        assertThat(rig.objects).isEmpty();
        assertThat(rig.views).isEmpty();
    }

    @Test
    void aWatchThatIsClosedReportsNothingMoreAndLeavesItsObjects() throws InterruptedException {
        ClusterWatch watch = rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        watch.close();
        rig.takeIn();
        rig.editConfigMap("a", "2");
        rig.relay.hold();

        assertThat(rig.inbox.waiting()).isEmpty();
        assertThat(rig.configMaps()).isEqualTo(Map.of("a", "1", "b", "1"));
    }

    @Test
    void withOtherCredentialsExactlyTheDifferenceIsReported() throws InterruptedException {
        ClusterWatch watch = rig.open(rig.admin(), CONFIG_MAPS);
        rig.awaitSynced();
        rig.sandbox.acceptToken("other-token", "other", List.of("system:masters"));
        rig.editConfigMap("a", "2");
        rig.await(() -> "2".equals(rig.configMaps().get("a")));
        rig.takeIn();
        int before = rig.puts;
        SandboxApi other = rig.api("other-token");
        watch.reopen(other, other);
        rig.takeIn();
        rig.createConfigMap("c");
        rig.await(() -> rig.configMaps().containsKey("c") && rig.knows(Knowledge.Synced.class, CONFIG_MAP));

        assertThat(rig.configMaps()).isEqualTo(Map.of("a", "2", "b", "1", "c", "1"));
        assertThat(rig.puts - before).isEqualTo(1);
        assertThat(rig.gone).isZero();
    }

    @Test
    void twoReadingsOfAKindAreKeptApart() throws InterruptedException {
        Reading onlyA = CONFIG_MAPS.withFields("metadata.name=a");
        Reading onlyB = CONFIG_MAPS.withFields("metadata.name=b");
        rig.open(rig.admin(), onlyA, onlyB);
        rig.awaitSynced();
        assertThat(rig.configMaps()).isEqualTo(Map.of("a", "1", "b", "1"));

        rig.deleteConfigMap("a");
        rig.await(() -> rig.configMaps().equals(Map.of("b", "1")));
    }
}
