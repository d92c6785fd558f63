// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Istio's objects of a cluster by kind. Those about who may ask what are left out; of others it refuses what it does not know. */
record IstioObjects(List<JsonNode> all) {

    private static final Set<String> KNOWN = Set.of(
            "ServiceEntry",
            "WorkloadEntry",
            "DestinationRule",
            "VirtualService",
            "Gateway",
            "AuthorizationPolicy",
            "PeerAuthentication",
            "RequestAuthentication");

    static IstioObjects of(List<JsonNode> objects) {
        List<JsonNode> istio = objects.stream()
                .filter(object -> object.path("apiVersion").asText().contains(".istio.io/"))
                .toList();
        for (JsonNode object : istio) {
            if (!KNOWN.contains(object.path("kind").asText())) {
                throw new IllegalArgumentException("the model does not know " + Fields.name(object));
            }
        }
        return new IstioObjects(istio);
    }

    /** In the order in which Istio takes them: the oldest first, then by name and namespace (sortConfigByCreationTime). */
    List<JsonNode> ofKind(String kind) {
        return all.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .sorted(Comparator.comparing((JsonNode object) ->
                                object.at("/metadata/creationTimestamp").asText())
                        .thenComparing(object -> object.at("/metadata/name").asText())
                        .thenComparing(Fields::namespace))
                .toList();
    }
}
