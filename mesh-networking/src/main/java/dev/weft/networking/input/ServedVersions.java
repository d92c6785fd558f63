// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.Kinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which version of a mesh configuration kind a cluster serves, read from its CustomResourceDefinition. */
final class ServedVersions {

    private static final List<String> BEST_FIRST =
            List.of("v1", "v1beta1", "v1alpha4", "v1alpha3", "v1alpha2", "v1alpha1");

    /** A later version of these kinds has another form. */
    private static final List<String> OF_CERTIFICATES = List.of(Kinds.ISSUED_CERTIFICATE.version());

    private ServedVersions() {}

    /** The kind and its best served apiVersion; empty for kinds that are not mesh configuration, or served in no version we know. */
    static Optional<Map.Entry<GroupKind, String>> of(RawObject definition) {
        String group = definition.spec().path("group").asText("");
        String kind = definition.spec().path("names").path("kind").asText("");
        if (!ReadKinds.isConfigGroup(group) || kind.isEmpty()) {
            return Optional.empty();
        }
        Set<String> versions = new HashSet<>();
        for (JsonNode version : definition.spec().path("versions")) {
            if (version.path("served").asBoolean(false)) {
                versions.add(version.path("name").asText(""));
            }
        }
        return (group.equals(Kinds.ISSUED_CERTIFICATE.group()) ? OF_CERTIFICATES : BEST_FIRST)
                .stream()
                        .filter(versions::contains)
                        .findFirst()
                        .map(version -> Map.entry(new GroupKind(group, kind), group + "/" + version));
    }
}
