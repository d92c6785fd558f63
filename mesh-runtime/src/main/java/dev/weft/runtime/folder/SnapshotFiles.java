// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.redact.Secrets;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A snapshot as the files of a SNAPSHOT folder, which {@link SnapshotFolder} reads again: a file for each kind and namespace, objects by
 * name, and {@code unknown.yaml} for each cluster, also when it says that nothing is unknown. What looks like a secret is masked.
 */
public final class SnapshotFiles {

    private static final String SEPARATOR = "---\n";

    private final SortedMap<String, String> files = new TreeMap<>();
    private final List<Masked> masked = new ArrayList<>();

    /**
     * A text in which a secret was replaced.
     *
     * @param where {@code FIELD: FORM}
     */
    public record Masked(ObjectId id, String where) {}

    private SnapshotFiles() {}

    /** @param versions apiVersion of a kind, for what unknown.yaml says; a kind that is absent is written as v1 of its group */
    public static SnapshotFiles of(RawSnapshot snapshot, Map<GroupKind, String> versions) {
        SnapshotFiles result = new SnapshotFiles();
        result.add("mgmt", snapshot.management());
        for (RawCluster cluster : snapshot.clusters().values()) {
            String folder = "clusters/" + cluster.name();
            result.add(folder, cluster.objects());
            result.files.put(
                    folder + "/" + SnapshotFolder.UNKNOWN_FILE,
                    CanonicalYaml.of(Secrets.masked(unknown(cluster.knowledge(), versions), where -> {})));
        }
        return result;
    }

    private void add(String folder, List<RawObject> objects) {
        Set<GroupKind> kinds = new TreeSet<>();
        objects.forEach(object -> kinds.add(object.id().kind()));
        SortedMap<String, StringBuilder> texts = new TreeMap<>();
        for (RawObject object : objects) {
            String namespace =
                    object.id().namespace().isEmpty() ? "_" : object.id().namespace();
            String name = name(object.id().kind(), kinds) + "." + namespace;
            String file = folder + "/" + OutputFolder.fileName(name) + OutputFolder.EXTENSION;
            JsonNode clean = Secrets.masked(object.body(), where -> masked.add(new Masked(object.id(), where)));
            StringBuilder text = texts.computeIfAbsent(file, absent -> new StringBuilder());
            text.append(text.isEmpty() ? "" : SEPARATOR).append(CanonicalYaml.of(clean));
        }
        texts.forEach((file, text) -> files.put(file, text.toString()));
    }

    /** With its group where another kind has the same name. */
    private static String name(GroupKind kind, Set<GroupKind> kinds) {
        boolean alone = kinds.stream()
                .allMatch(other -> other.equals(kind) || !other.kind().equals(kind.kind()));
        return alone ? kind.kind() : kind.toString();
    }

    private static ObjectNode unknown(ClusterKnowledge knowledge, Map<GroupKind, String> versions) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ArrayNode list = tree.putArray("unknown");
        addUnknown(list, "", "*", knowledge.whole());
        knowledge.kinds().forEach((kind, known) -> {
            String version = versions.getOrDefault(kind, kind.group().isEmpty() ? "v1" : kind.group() + "/v1");
            addUnknown(list, version, kind.kind(), known);
        });
        return tree;
    }

    /** Last known objects are in the files all the same; the format has no word for that but unknown. */
    private static void addUnknown(ArrayNode list, String apiVersion, String kind, Knowledge known) {
        switch (known) {
            case Knowledge.Synced synced -> {
                // nothing is missing
            }
            case Knowledge.Stale stale -> entry(list, apiVersion, kind, "Stale", stale.since());
            case Knowledge.Unknown unknown -> entry(list, apiVersion, kind, unknown.reason(), unknown.since());
        }
    }

    private static void entry(ArrayNode list, String apiVersion, String kind, String reason, String since) {
        ObjectNode entry = list.addObject();
        if (!apiVersion.isEmpty()) {
            entry.put("apiVersion", apiVersion);
        }
        entry.put("kind", kind).put("reason", reason);
        if (!since.isEmpty()) {
            entry.put("since", since);
        }
    }

    /** Content by path in the folder, ordered. */
    public SortedMap<String, String> files() {
        return new TreeMap<>(files);
    }

    /** What was masked, in the order of the objects. */
    public List<Masked> masked() {
        return List.copyOf(masked);
    }

    /**
     * Writes the files; they are in place once the folder is published.
     *
     * @throws UnusableFolderException also when a file would hold a secret nevertheless; then nothing is left behind
     */
    public void write(OutputFolder folder) throws UnusableFolderException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Optional<String> secret = Secrets.in(file.getKey() + "\n" + file.getValue());
            if (secret.isPresent()) {
                throw new UnusableFolderException(
                        file.getKey(), 0, 0, "is not written, because it would hold a " + secret.get());
            }
            folder.writeFile(file.getKey(), file.getValue());
        }
    }
}
