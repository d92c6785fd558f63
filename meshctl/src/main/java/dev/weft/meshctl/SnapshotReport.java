// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.LiveSnapshot;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.folder.SnapshotFiles.Masked;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a snapshot of live clusters holds and what it does not.
 *
 * @param masked texts that held secrets
 * @param folder where it was written
 */
record SnapshotReport(LiveSnapshot read, List<Masked> masked, Path folder, String namespace) {

    private static final int MASKED_SHOWN = 20;

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder("Snapshot written to " + folder + "\n\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CLUSTER", "OBJECTS", "UNKNOWN"));
        rows.add(List.of(
                "(management)", String.valueOf(read.snapshot().management().size()), "-"));
        read.snapshot().clusters().forEach((name, cluster) -> {
            List<LiveSnapshot.Gap> gaps = read.gaps().getOrDefault(name, List.of());
            rows.add(List.of(
                    name,
                    String.valueOf(cluster.objects().size()),
                    gaps.isEmpty()
                            ? "-"
                            : String.join(
                                    ", ",
                                    gaps.stream().map(SnapshotReport::kind).toList())));
        });
        text.append(Tables.columns(rows));
        text.append(
                read.snapshot().clusters().isEmpty()
                        ? "No cluster is registered in namespace " + namespace + ".\n"
                        : "");
        read.gaps()
                .forEach((cluster, gaps) -> gaps.forEach(gap -> text.append("\n" + cluster + ": " + kind(gap)
                        + " is unknown since " + gap.since() + ": " + gap.reason() + ": " + gap.message() + "\n")));
        if (!masked.isEmpty()) {
            text.append("\nSecrets were masked in:\n");
            masked.stream().limit(MASKED_SHOWN).forEach(mask -> text.append("  " + line(mask) + "\n"));
            if (masked.size() > MASKED_SHOWN) {
                text.append("  and " + (masked.size() - MASKED_SHOWN) + " more\n");
            }
        }
        text.append("\nRender it with: meshctl render --snapshot " + folder + " --output OUT"
                + (namespace.equals("gloo-mesh") ? "" : " --namespace " + namespace) + "\n");
        return text.toString();
    }

    private static String kind(LiveSnapshot.Gap gap) {
        return gap.kind().map(Object::toString).orElse("everything");
    }

    private static String line(Masked mask) {
        ObjectId id = mask.id();
        return (id.cluster().isEmpty() ? "(management)" : id.cluster()) + " " + id.kind() + " "
                + (id.namespace().isEmpty() ? "" : id.namespace() + "/") + id.name() + " " + mask.where();
    }

    /** For programs. */
    ObjectNode tree() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schemaVersion", 1);
        root.put("folder", folder.toString());
        counts(root.putObject("management"), read.snapshot().management());
        ObjectNode clusters = root.putObject("clusters");
        read.snapshot().clusters().forEach((name, cluster) -> {
            ObjectNode node = clusters.putObject(name);
            counts(node, cluster.objects());
            ArrayNode unknown = node.putArray("unknown");
            for (LiveSnapshot.Gap gap : read.gaps().getOrDefault(name, List.of())) {
                ObjectNode entry = unknown.addObject();
                gap.kind().ifPresent(kind -> entry.put("group", kind.group()));
                entry.put("kind", gap.kind().map(kind -> kind.kind()).orElse("*"))
                        .put("reason", gap.reason())
                        .put("since", gap.since())
                        .put("message", gap.message());
            }
        });
        ArrayNode masks = root.putArray("masked");
        masked.forEach(mask -> masks.addObject()
                .put("cluster", mask.id().cluster())
                .put("kind", mask.id().kind().toString())
                .put("namespace", mask.id().namespace())
                .put("name", mask.id().name())
                .put("where", mask.where()));
        return root;
    }

    private static void counts(ObjectNode node, List<RawObject> objects) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        objects.forEach(object -> counts.merge(object.id().kind().toString(), 1, Integer::sum));
        ObjectNode kinds = node.putObject("objects");
        counts.forEach(kinds::put);
    }
}
