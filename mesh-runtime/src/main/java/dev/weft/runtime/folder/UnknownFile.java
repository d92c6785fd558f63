// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code unknown.yaml} of a cluster folder: which kinds could not be read when the snapshot was taken. */
final class UnknownFile {

    private UnknownFile() {}

    static ClusterKnowledge read(List<Document> documents) throws UnusableFolderException {
        Knowledge whole = new Knowledge.Synced();
        SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        for (Document document : documents) {
            JsonNode list = document.tree().path("unknown");
            if (!list.isArray() && !list.isNull()) {
                throw document.unusable("must hold a list \"unknown\" of {apiVersion, kind, reason, since}");
            }
            for (JsonNode entry : list) {
                JsonNode kind = entry.path("kind");
                JsonNode apiVersion = entry.path("apiVersion");
                if (!kind.isTextual() || !(kind.textValue().equals("*") || apiVersion.isTextual())) {
                    throw document.unusable("each entry of \"unknown\" needs apiVersion and kind, or kind \"*\"");
                }
                Knowledge unknown = new Knowledge.Unknown(
                        entry.path("reason").asText("Unknown"),
                        entry.path("since").asText(""));
                if (kind.textValue().equals("*")) {
                    whole = unknown;
                } else {
                    kinds.put(GroupKind.of(apiVersion.textValue(), kind.textValue()), unknown);
                }
            }
        }
        return new ClusterKnowledge(whole, kinds);
    }
}
