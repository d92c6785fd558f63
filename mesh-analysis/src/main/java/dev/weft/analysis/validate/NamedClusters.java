// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The clusters that objects of our kinds name: our API names one by a field {@code clusterName} or in a list {@code clusters}. */
final class NamedClusters {

    private final SortedSet<String> names = new TreeSet<>();

    private NamedClusters() {}

    static SortedSet<String> in(List<RawObject> objects) {
        NamedClusters named = new NamedClusters();
        for (RawObject object : objects) {
            named.look(object.spec());
            if (object.id().kind().equals(ReadKinds.KUBERNETES_CLUSTER)) {
                named.names.add(object.id().name());
            }
        }
        return named.names;
    }

    private void look(JsonNode node) {
        node.properties().forEach(field -> {
            if (field.getKey().equals("clusterName")) {
                add(field.getValue());
            } else if (field.getKey().equals("clusters")) {
                field.getValue().forEach(this::add);
            }
        });
        node.forEach(this::look);
    }

    private void add(JsonNode name) {
        if (name.isTextual() && !name.textValue().isEmpty()) {
            names.add(name.textValue());
        }
    }
}
