// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.wire.WireDecoder;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import java.util.List;

/** Turns drafts into bytes. */
public final class DraftWriter {

    private final WireDecoder wire = new WireDecoder();

    public Rendered write(Draft draft) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", draft.kind().apiVersion());
        object.put("kind", draft.kind().kind());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", draft.name());
        metadata.put("namespace", draft.owner());
        ObjectNode labels = metadata.putObject("labels");
        if (!draft.cluster().isEmpty()) {
            labels.put(DiscoveryLabels.CLUSTER, draft.cluster());
        }
        labels.put(DiscoveryLabels.OWNER, draft.owner());
        if (!draft.annotations().isEmpty()) {
            ObjectNode annotations = metadata.putObject("annotations");
            draft.annotations().forEach(annotations::put);
        }
        JsonNode spec = wire.encode(draft.spec());
        object.set("spec", spec);
        byte[] json = CanonicalJson.bytes(object);
        return new Rendered(
                draft.id(), draft.kind().apiVersion(), json, CanonicalJson.sha256(json), List.of(), List.of());
    }
}
