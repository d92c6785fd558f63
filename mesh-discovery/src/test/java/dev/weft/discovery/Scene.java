// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.output.KeptObjects;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A few clusters in YAML, and what discovery makes of them. */
final class Scene {

    static final String NAMESPACE = "gloo-mesh";
    private static final GroupKind GIVEN_MESH = new GroupKind("discovery.mesh.gloo.solo.io", "Mesh");

    private final List<RawObject> management = new ArrayList<>();
    private final Map<String, List<RawObject>> clusters = new LinkedHashMap<>();
    private final Map<String, SortedMap<GroupKind, Knowledge>> unknown = new LinkedHashMap<>();
    private final Set<String> whollyUnknown = new TreeSet<>();

    /** Objects of a cluster, separated by {@code ---}; an object without namespace is in {@code default} unless it is a Node or Mesh. */
    Scene on(String cluster, String... documents) {
        List<RawObject> objects = clusters.computeIfAbsent(cluster, absent -> new ArrayList<>());
        for (String document : documents) {
            objects.addAll(objects(cluster, document));
        }
        return this;
    }

    Scene management(String documents) {
        management.addAll(objects(ObjectId.MANAGEMENT, documents));
        return this;
    }

    Scene unknown(String cluster, GroupKind... kinds) {
        SortedMap<GroupKind, Knowledge> known = unknown.computeIfAbsent(cluster, absent -> new TreeMap<>());
        for (GroupKind kind : kinds) {
            known.put(kind, new Knowledge.Unknown("Forbidden", ""));
        }
        clusters.computeIfAbsent(cluster, absent -> new ArrayList<>());
        return this;
    }

    Scene unreachable(String cluster) {
        whollyUnknown.add(cluster);
        clusters.computeIfAbsent(cluster, absent -> new ArrayList<>());
        return this;
    }

    private static List<RawObject> objects(String cluster, String documents) {
        List<RawObject> objects = new ArrayList<>();
        for (String document : documents.split("(?m)^---$")) {
            if (!document.isBlank()) {
                objects.add(object(cluster, document));
            }
        }
        return objects;
    }

    static RawObject object(String cluster, String document) {
        if (!(EmbeddedYaml.parse("test", document) instanceof EmbeddedYaml.Tree(JsonNode tree))
                || !(tree instanceof ObjectNode body)) {
            throw new IllegalArgumentException("not an object: " + document);
        }
        String apiVersion = body.path("apiVersion").asText();
        GroupKind kind = GroupKind.of(apiVersion, body.path("kind").asText());
        boolean clusterScoped = kind.kind().equals("Node") || kind.group().equals("appmesh.k8s.aws");
        String namespace = body.path("metadata").path("namespace").asText(clusterScoped ? "" : "default");
        String name = body.path("metadata").path("name").asText();
        return new RawObject(new ObjectId(cluster, kind, namespace, name), apiVersion, body, "test.yaml:1:1");
    }

    DiscoveryAssembly assembly() {
        return DiscoveryAssembly.of(NAMESPACE, new Ref(NAMESPACE, "settings"), management, rawClusters());
    }

    DiscoverySnapshot snapshot() {
        return assembly().snapshot();
    }

    private List<RawCluster> rawClusters() {
        List<RawCluster> raw = new ArrayList<>();
        clusters.forEach((name, objects) -> raw.add(new RawCluster(
                name,
                objects,
                whollyUnknown.contains(name)
                        ? ClusterKnowledge.unknown("Unreachable", "")
                        : new ClusterKnowledge(new Knowledge.Synced(), unknown.getOrDefault(name, new TreeMap<>())))));
        return raw;
    }

    Found discover() {
        DiscoveryAssembly assembly = assembly();
        Discovered discovered = new DiscoveryTranslator().translate(assembly.snapshot());
        SortedMap<String, JsonNode> objects = new TreeMap<>();
        Set<ObjectId> computed = new TreeSet<>();
        discovered.objects().forEach(object -> {
            objects.put(key(object), CanonicalJson.object(object.json()));
            computed.add(object.id());
        });
        List<RawObject> given = management.stream()
                .filter(object -> object.id().kind().group().equals(GIVEN_MESH.group()))
                .toList();
        KeptObjects kept = KeptObjects.of(assembly, given, computed);
        kept.objects()
                .forEach(object -> objects.put(
                        object.id().kind().kind() + " " + object.id().name(), object.body()));
        List<Finding> findings = Stream.of(
                        assembly.findings().stream(), discovered.findings(), kept.findings().stream())
                .flatMap(all -> all)
                .sorted()
                .toList();
        return new Found(objects, findings);
    }

    private static String key(Rendered object) {
        return object.id().kind().kind() + " " + object.id().name();
    }

    /**
     * What was discovered.
     *
     * @param objects by {@code Kind name}
     */
    record Found(SortedMap<String, JsonNode> objects, List<Finding> findings) {

        /** Names of the objects of a kind, in order. */
        List<String> names(String kind) {
            return objects.keySet().stream()
                    .filter(key -> key.startsWith(kind + " "))
                    .map(key -> key.substring(kind.length() + 1))
                    .toList();
        }

        JsonNode object(String kind, String name) {
            JsonNode object = objects.get(kind + " " + name);
            if (object == null) {
                throw new AssertionError("no " + kind + " " + name + " among " + objects.keySet());
            }
            return object;
        }

        JsonNode spec(String kind, String name) {
            return object(kind, name).path("spec");
        }

        JsonNode istio(String name) {
            return spec("Mesh", name).path("istio");
        }

        JsonNode service(String name) {
            return spec("TrafficTarget", name).path("kubeService");
        }

        /** Codes of the findings, in order. */
        List<String> codes() {
            return findings.stream().map(finding -> finding.code().code()).toList();
        }

        Finding finding(DiscoveryFinding code) {
            return findings.stream()
                    .filter(finding -> finding.code() == code)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + code + " among " + codes()));
        }
    }
}
