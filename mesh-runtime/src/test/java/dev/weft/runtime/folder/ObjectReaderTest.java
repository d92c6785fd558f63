// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static dev.weft.runtime.folder.SnapshotOnDisk.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.snapshot.RawObject;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectReaderTest {

    @TempDir
    Path temp;

    private SnapshotOnDisk folder;

    @BeforeEach
    void empty() {
        folder = new SnapshotOnDisk(temp);
    }

    @Test
    void takesListsApartAtAnyDepthAndKnowsWhereEachItemStands() throws Exception {
        folder.with("mgmt/a.yaml", """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: a}
                - apiVersion: v1
                  kind: List
                  items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
                """);
        assertThat(folder.names()).containsExactly("default/a", "default/b");
        assertThat(folder.read().management())
                .extracting(RawObject::origin)
                .containsExactly("mgmt/a.yaml:4:3", "mgmt/a.yaml:10:5");
    }

    @Test
    void knowsWhereEachItemOfAJsonListStands() throws Exception {
        folder.with(
                "mgmt/a.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n" + configMap("a") + ",\n" + configMap("b")
                        + "]}");
        assertThat(folder.read().management())
                .extracting(RawObject::origin)
                .containsExactly("mgmt/a.json:2:1", "mgmt/a.json:4:1");
    }

    @Test
    void itemsOfATypedListInheritWhatTheApiServerLeavesOut() throws Exception {
        folder.with(
                "mgmt/a.yaml",
                "{apiVersion: v1, kind: ConfigMapList, metadata: {resourceVersion: '5'}, items: [{metadata: {name: a}}]}");
        assertThat(folder.names()).containsExactly("default/a");
        assertThat(folder.read().management().get(0).body().path("kind").textValue())
                .isEqualTo("ConfigMap");
    }

    @Test
    void listsMayBeEmptyInEveryWay() throws Exception {
        folder.with(
                "mgmt/a.yaml",
                "{apiVersion: v1, kind: List}\n---\n{apiVersion: v1, kind: List, items: }\n---\n"
                        + "{apiVersion: v1, kind: PodList, items: []}\n");
        assertThat(folder.names()).isEmpty();
    }

    @Test
    void anObjectWhoseKindMerelyEndsInListIsAnObject() throws Exception {
        folder.with("mgmt/a.yaml", "{apiVersion: x.io/v1, kind: AllowList, metadata: {name: a}, items: [1]}");
        assertThat(folder.read().ignored()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: ConfigMap, metadata: {name: a}}|has no apiVersion",
                "{apiVersion: v1, metadata: {name: a}}|has no kind",
                "{apiVersion: 1, kind: ConfigMap, metadata: {name: a}}|has no apiVersion",
                "{apiVersion: v1, kind: ConfigMap}|a ConfigMap has no metadata.name",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: ''}}|a ConfigMap has no metadata.name",
                "{apiVersion: v1, kind: ConfigMap, metadata: text}|a ConfigMap has no metadata.name",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: 5}}|metadata.name of a ConfigMap must be text; put it in quotes",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: on}}|metadata.name of a ConfigMap must be text; put it in quotes",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: 5}}|metadata.namespace of a ConfigMap must be text",
                "[1]|must be a Kubernetes object or a List, but this is a bare list",
                "text|must be a Kubernetes object or a List, but this is a bare value",
            })
    void refusesWhatIsNoObjectAndSaysWhere(String yaml, String why) {
        folder.with("mgmt/a.yaml", configMap("x") + "---\n" + yaml);
        assertThat(folder.refusal()).startsWith("mgmt/a.yaml:3:1: ").contains(why);
    }

    @Test
    void saysWhichItemOfAListIsNoObject() {
        folder.with(
                "mgmt/a.yaml", "apiVersion: v1\nkind: List\nitems:\n- " + configMap("a") + "- {metadata: {name: b}}\n");
        assertThat(folder.refusal()).startsWith("mgmt/a.yaml:5:3: has no apiVersion");
    }

    @Test
    void saysWhereBothOfADuplicateInOneListStand() {
        folder.with("mgmt/a.yaml", "apiVersion: v1\nkind: List\nitems:\n- " + configMap("a") + "- " + configMap("a"));
        assertThat(folder.refusal())
                .startsWith("mgmt/a.yaml:5:3: ConfigMap default/a stands twice")
                .contains("mgmt/a.yaml:4:3");
    }

    @ParameterizedTest
    @CsvSource({
        "ConfigMap,'',default/a",
        "ConfigMap,'namespace: ,',default/a",
        "ConfigMap,'namespace: ns,',ns/a",
        "Node,'',/a",
        "Node,'namespace: ns,',/a"
    })
    void aNamespacedObjectWithoutNamespaceIsInDefaultAndAClusterScopedOneInNone(
            String kind, String namespace, String id) throws Exception {
        folder.with("mgmt/a.yaml", "{apiVersion: v1, kind: " + kind + ", metadata: {" + namespace + " name: a}}");
        assertThat(folder.names()).containsExactly(id);
    }

    @Test
    void aListMayHoldTenThousandObjects() throws Exception {
        String items = IntStream.range(0, 10_000)
                .mapToObj(i -> "- " + configMap("c" + i))
                .collect(Collectors.joining());
        folder.with("mgmt/a.yaml", "apiVersion: v1\nkind: List\nitems:\n" + items);
        assertThat(folder.names()).hasSize(10_000);
    }
}
