// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns a typed spec into an output: metadata as networking.md 2.5 has it, canonical bytes, hash. */
public final class OutputWriter {

    private static final int MOST_PARENTS = 20;

    private final JsonMapper mapper = JsonMapper.builder().build();

    /**
     * @param spec a typed Istio spec; it is not kept
     * @param parents in any order; at most 20 are named in the annotation, their number is told when there are more
     * @param referents in any order
     */
    public Rendered write(
            ObjectId id, OutputMeta meta, Object spec, Collection<Parent> parents, Collection<ObjectId> referents) {
        return write(id, meta, spec, parents, referents, Map.of());
    }

    /** @param more annotations besides those that every output has; their keys are among {@link OwnerLabels#KEYS} */
    public Rendered write(
            ObjectId id,
            OutputMeta meta,
            Object spec,
            Collection<Parent> parents,
            Collection<ObjectId> referents,
            Map<String, String> more) {
        List<Parent> sorted = List.copyOf(new TreeSet<>(parents));
        String apiVersion = meta.apiVersion(id.kind());
        ObjectNode object = mapper.createObjectNode();
        object.put("apiVersion", apiVersion);
        object.put("kind", id.kind().kind());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", id.name());
        metadata.put("namespace", id.namespace());
        ObjectNode labels = metadata.putObject("labels");
        labels.put(OwnerLabels.OWNER, meta.owner());
        labels.put(OwnerLabels.CLUSTER, meta.cluster());
        if (!meta.plane().isEmpty()) {
            labels.put(OwnerLabels.PLANE, meta.plane());
        }
        ObjectNode annotations = metadata.putObject("annotations");
        annotations.put(OwnerLabels.PARENTS, annotation(sorted));
        if (sorted.size() > MOST_PARENTS) {
            annotations.put(OwnerLabels.PARENTS_TOTAL, String.valueOf(sorted.size()));
        }
        more.forEach(annotations::put);
        JsonNode specTree = mapper.valueToTree(spec);
        object.set("spec", specTree);
        byte[] json = CanonicalJson.bytes(object);
        return new Rendered(
                id, apiVersion, json, CanonicalJson.sha256(json), sorted, List.copyOf(new TreeSet<>(referents)));
    }

    private String annotation(List<Parent> sorted) {
        ObjectNode byKind = mapper.createObjectNode();
        sorted.stream().limit(MOST_PARENTS).forEach(parent -> {
            String kind = parent.apiVersion() + ", Kind=" + parent.kind();
            ArrayNode refs = byKind.has(kind) ? (ArrayNode) byKind.get(kind) : byKind.putArray(kind);
            refs.addObject()
                    .put("name", parent.ref().name())
                    .put("namespace", parent.ref().namespace());
        });
        return byKind.toString();
    }
}
