// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.redact.Secrets;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a running operator knows, as JSON: of each cluster how it is known, and of each kind which objects were read in which state; of its
 * outputs how they stand. Objects are not in it: the operator keeps facts of them, and what it has once read can be read again with
 * {@code meshctl debug snapshot --live}. Whether that is still the same, the resourceVersions tell.
 *
 * @param seen resourceVersion of what was read, by cluster
 */
record KnowledgeReport(
        SortedMap<String, ClusterView> views,
        SortedMap<String, SortedMap<ObjectId, String>> seen,
        SortedMap<ObjectId, OutputState> outputs) {

    ObjectNode tree(String operator, String version, boolean leads, Instant now) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schemaVersion", 1);
        root.put("operator", operator).put("version", version).put("time", now.toString());
        root.put("leads", leads);
        SortedMap<String, ClusterView> clusters = new TreeMap<>(views);
        ClusterView management = clusters.remove(ObjectId.MANAGEMENT);
        if (management != null) {
            root.set("management", cluster(ObjectId.MANAGEMENT, management));
        }
        ObjectNode registered = root.putObject("clusters");
        clusters.forEach((name, view) -> registered.set(name, cluster(name, view)));
        // Messages repeat what servers and webhooks say.
        return (ObjectNode) Secrets.masked(root, where -> {});
    }

    private ObjectNode cluster(String name, ClusterView view) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("contact", contact(view.contact()));
        ArrayNode problems = tree.putArray("problems");
        view.problems().forEach(problems::add);
        ArrayNode denied = tree.putArray("denied");
        view.denials().forEach(denial -> denied.add(denial.verb() + " " + denial.resource()));
        tree.set("kinds", kinds(name, view));
        tree.set("outputs", outputs(name));
        return tree;
    }

    private static ObjectNode contact(ClusterView.Contact contact) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        switch (contact) {
            case ClusterView.Contact.Alive alive -> tree.put("state", "Alive");
            case ClusterView.Contact.Connecting connecting ->
                tree.put("state", "Connecting").put("message", connecting.message());
            case ClusterView.Contact.Silent silent ->
                tree.put("state", "Silent").put("since", silent.since()).put("message", silent.message());
        }
        return tree;
    }

    /** All that were read, and those of which something else than usual is known; {@code *} stands for all others. */
    private JsonNode kinds(String cluster, ClusterView view) {
        SortedMap<String, ObjectNode> kinds = new TreeMap<>();
        kinds.put("*", knowledge(view.knowledge().whole()));
        view.knowledge().kinds().forEach((kind, known) -> kinds.put(kind.toString(), knowledge(known)));
        seen.getOrDefault(cluster, new TreeMap<>()).forEach((id, version) -> {
            GroupKind kind = id.kind();
            if (!kind.equals(Registration.SECRET)) {
                kinds.computeIfAbsent(
                                kind.toString(),
                                absent -> knowledge(view.knowledge().of(kind)))
                        .withObject("/objects")
                        .put(key(id), version);
            }
        });
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        kinds.forEach(tree::set);
        return tree;
    }

    private static ObjectNode knowledge(Knowledge knowledge) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        switch (knowledge) {
            case Knowledge.Synced synced -> tree.put("state", "Synced");
            case Knowledge.Stale stale -> tree.put("state", "Stale").put("since", stale.since());
            case Knowledge.Unknown unknown ->
                tree.put("state", "Unknown").put("reason", unknown.reason()).put("since", unknown.since());
        }
        return tree;
    }

    /** Counts of all, and each one that is not simply in place with the reason. */
    private ObjectNode outputs(String cluster) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ObjectNode count = tree.putObject("count");
        ArrayNode others = tree.putArray("notInPlace");
        outputs.forEach((id, state) -> {
            if (id.cluster().equals(cluster)) {
                counts.merge(state.word(), 1, Integer::sum);
                if (!(state instanceof OutputState.InSync inSync && inSync.asWritten())) {
                    others.addObject()
                            .put("kind", id.kind().toString())
                            .put("object", key(id))
                            .put("state", state.word())
                            .put("message", state.message());
                }
            }
        });
        counts.forEach(count::put);
        return tree;
    }

    private static String key(ObjectId id) {
        return id.namespace().isEmpty() ? id.name() : id.namespace() + "/" + id.name();
    }
}
