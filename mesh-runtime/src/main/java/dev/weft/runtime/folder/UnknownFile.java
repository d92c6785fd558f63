// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code unknown.yaml} of a cluster folder: which kinds could not be read when the snapshot was taken. A misspelt field is refused:
 * overlooked, it would turn "unknown" into "empty".
 */
final class UnknownFile {

    private static final Set<String> FIELDS = new TreeSet<>(Set.of("apiVersion", "kind", "reason", "since"));

    private UnknownFile() {}

    static ClusterKnowledge read(List<Document> documents) throws UnusableFolderException {
        Knowledge whole = new Knowledge.Synced();
        SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        for (Document document : documents) {
            JsonNode list = document.tree().path("unknown");
            boolean alone = document.tree().isObject() && document.tree().size() == 1;
            if (!alone || !(list.isArray() || list.isNull())) {
                throw document.unusable(
                        "must hold one list \"unknown\" of {apiVersion, kind, reason, since}, and nothing else");
            }
            for (int i = 0; i < list.size(); i++) {
                JsonNode entry = list.get(i);
                String at = "unknown[" + i + "]";
                checkFields(document, entry, at);
                Knowledge unknown = new Knowledge.Unknown(
                        text(document, entry, "reason", "Unknown", at), text(document, entry, "since", "", at));
                String kind = text(document, entry, "kind", "", at);
                String apiVersion = text(document, entry, "apiVersion", "", at);
                if (kind.equals("*")) {
                    whole = unknown;
                } else if (kind.isEmpty() || apiVersion.isEmpty()) {
                    throw document.unusable(at + " needs apiVersion and kind, or kind \"*\" for the whole cluster");
                } else {
                    kinds.put(GroupKind.of(apiVersion, kind), unknown);
                }
            }
        }
        return new ClusterKnowledge(whole, kinds);
    }

    private static void checkFields(Document document, JsonNode entry, String at) throws UnusableFolderException {
        if (!entry.isObject()) {
            throw document.unusable(at + " must be a map with " + String.join(", ", FIELDS));
        }
        for (var field : entry.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw document.unusable(at + " has an unknown field " + Quoted.of(field.getKey()) + "; it may have "
                        + String.join(", ", FIELDS));
            }
        }
    }

    private static String text(Document document, JsonNode entry, String field, String absent, String at)
            throws UnusableFolderException {
        JsonNode value = entry.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isTextual()) {
            throw document.unusable(at + "." + field + " must be text; put it in quotes");
        }
        return value.textValue().isEmpty() ? absent : value.textValue();
    }
}
