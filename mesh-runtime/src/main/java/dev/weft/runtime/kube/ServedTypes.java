// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import java.util.Optional;

/** Asks a server what it serves, by its discovery pages. Nothing is remembered: a kind may have been installed a moment ago. */
public final class ServedTypes {

    private static final int NOT_FOUND = 404;

    private ServedTypes() {}

    /**
     * @param versions those that are understood, the preferred one first
     * @return the first of them in which the kind is served; empty only when the server says that there is none
     * @throws ApiException when the server did not say
     */
    public static Optional<ResourceType> find(KubeApi api, GroupKind kind, List<String> versions)
            throws ApiException, InterruptedException {
        for (String version : versions) {
            Optional<ResourceType> found = find(api, kind, version);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<ResourceType> find(KubeApi api, GroupKind kind, String version)
            throws ApiException, InterruptedException {
        String path = kind.group().isEmpty() ? "/api/" + version : "/apis/" + kind.group() + "/" + version;
        ObjectNode page;
        try {
            page = api.call(ApiCall.get(path));
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        for (JsonNode resource : page.path("resources")) {
            String name = resource.path("name").asText("");
            if (resource.path("kind").asText("").equals(kind.kind()) && !name.contains("/")) {
                boolean namespaced = resource.path("namespaced").asBoolean(false);
                return Optional.of(new ResourceType(kind.group(), version, name, kind.kind(), namespaced));
            }
        }
        return Optional.empty();
    }
}
