// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which version of each mesh configuration kind a cluster serves, read from its CustomResourceDefinitions. */
final class ServedVersions {

    private static final List<String> BEST_FIRST =
            List.of("v1", "v1beta1", "v1alpha4", "v1alpha3", "v1alpha2", "v1alpha1");

    private ServedVersions() {}

    /** The best served apiVersion by kind; kinds without a definition are absent. */
    static SortedMap<GroupKind, String> of(List<RawObject> objects) {
        SortedMap<GroupKind, String> served = new TreeMap<>();
        for (RawObject object : objects) {
            if (!object.id().kind().equals(ReadKinds.CRD)) {
                continue;
            }
            String group = object.spec().path("group").asText("");
            String kind = object.spec().path("names").path("kind").asText("");
            if (!ReadKinds.isConfigGroup(group) || kind.isEmpty()) {
                continue;
            }
            Set<String> versions = new HashSet<>();
            for (JsonNode version : object.spec().path("versions")) {
                if (version.path("served").asBoolean(false)) {
                    versions.add(version.path("name").asText(""));
                }
            }
            BEST_FIRST.stream()
                    .filter(versions::contains)
                    .findFirst()
                    .ifPresent(version -> served.put(new GroupKind(group, kind), group + "/" + version));
        }
        return served;
    }
}
