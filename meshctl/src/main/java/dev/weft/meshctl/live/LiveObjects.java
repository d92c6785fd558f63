// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.List;

/** Objects of our kinds as the management cluster has them. */
public final class LiveObjects {

    private LiveObjects() {}

    /** All of a kind in all namespaces, by namespace and name. */
    public static List<ManagementDocument> of(Cluster management, String kind)
            throws ApiException, InterruptedException {
        ApiKind known = Kinds.ALL.stream()
                .filter(candidate -> candidate.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of ours: " + kind));
        List<ManagementDocument> documents = new ArrayList<>();
        for (ObjectNode object : management.list(ResourceTypes.of(known), "", "")) {
            JsonNode metadata = object.path("metadata");
            ObjectId id = new ObjectId(
                    ObjectId.MANAGEMENT,
                    new GroupKind(known.group(), kind),
                    metadata.path("namespace").asText(""),
                    metadata.path("name").asText(""));
            documents.add(new ManagementDocument(id, object));
        }
        documents.sort(null);
        return documents;
    }
}
