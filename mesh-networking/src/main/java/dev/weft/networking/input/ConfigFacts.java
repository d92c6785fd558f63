// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts of mesh configuration that exists on a cluster, ours or a user's. */
public final class ConfigFacts {

    private static final String SERVICE_ENTRY = "ServiceEntry";
    private static final String DESTINATION_RULE = "DestinationRule";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ConfigFacts() {}

    public static ConfigFact of(RawObject object) {
        JsonNode labels = object.metadata().path("labels");
        String kind = object.id().kind().kind();
        return new ConfigFact(
                object.id(),
                object.apiVersion(),
                labels.path(OwnerLabels.OWNER).asText(""),
                labels.path(OwnerLabels.PLANE).asText(""),
                labels.path(OwnerLabels.CLUSTER).asText(""),
                parents(object.metadata()
                        .path("annotations")
                        .path(OwnerLabels.PARENTS)
                        .asText("")),
                hosts(object),
                kind.equals(SERVICE_ENTRY) ? texts(object.spec().path("addresses")) : List.of(),
                kind.equals(SERVICE_ENTRY) ? texts(object.spec().path("subjectAltNames")) : List.of(),
                kind.equals("Gateway") ? passthrough(object.spec()) : Optional.empty(),
                kind.equals(DESTINATION_RULE) ? subsets(object.spec()) : new TreeMap<>(),
                kind.equals(DESTINATION_RULE) ? texts(object.spec().path("exportTo")) : List.of(),
                kind.equals(DESTINATION_RULE)
                        && object.spec().path("workloadSelector").isObject(),
                !kind.equals("VirtualService") || isOnMesh(object.spec().path("gateways")));
    }

    private static List<String> hosts(RawObject object) {
        List<String> hosts = new ArrayList<>();
        String kind = object.id().kind().kind();
        if (kind.equals("VirtualService") || kind.equals(SERVICE_ENTRY)) {
            object.spec().path("hosts").forEach(host -> hosts.add(host.asText("")));
        } else if (kind.equals(DESTINATION_RULE)) {
            hosts.add(object.spec().path("host").asText(""));
        }
        hosts.removeIf(String::isEmpty);
        return hosts;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText("")));
        texts.removeIf(String::isEmpty);
        return texts;
    }

    private static SortedMap<String, SortedMap<String, String>> subsets(JsonNode spec) {
        SortedMap<String, SortedMap<String, String>> subsets = new TreeMap<>();
        for (JsonNode subset : spec.path("subsets")) {
            SortedMap<String, String> labels = new TreeMap<>();
            subset.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText("")));
            subsets.put(subset.path("name").asText(""), labels);
        }
        return subsets;
    }

    private static Optional<Passthrough> passthrough(JsonNode spec) {
        SortedMap<String, String> selector = new TreeMap<>();
        spec.path("selector")
                .properties()
                .forEach(label -> selector.put(label.getKey(), label.getValue().asText("")));
        List<Passthrough.Server> servers = new ArrayList<>();
        for (JsonNode server : spec.path("servers")) {
            if (server.path("tls").path("mode").asText("").equals("AUTO_PASSTHROUGH")) {
                // Istio leaves the namespace of a host aside here.
                List<String> hosts = texts(server.path("hosts")).stream()
                        .map(host -> host.substring(host.indexOf('/') + 1))
                        .toList();
                servers.add(new Passthrough.Server(
                        server.path("port").path("number").asInt(0), hosts));
            }
        }
        return servers.isEmpty() ? Optional.empty() : Optional.of(new Passthrough(selector, servers));
    }

    private static boolean isOnMesh(JsonNode gateways) {
        if (!gateways.isArray() || gateways.isEmpty()) {
            return true;
        }
        for (JsonNode gateway : gateways) {
            if (gateway.asText("").equals("mesh")) {
                return true;
            }
        }
        return false;
    }

    /** The parents annotation: kind by {@code group/version, Kind=X}, refs as values. Anything unreadable counts as none. */
    static List<Parent> parents(String annotation) {
        List<Parent> parents = new ArrayList<>();
        if (annotation.isEmpty()) {
            return parents;
        }
        try {
            MAPPER.readTree(annotation).properties().forEach(entry -> {
                String[] kind = entry.getKey().split(", Kind=", 2);
                if (kind.length == 2) {
                    entry.getValue()
                            .forEach(ref -> parents.add(new Parent(
                                    kind[0],
                                    kind[1],
                                    new Ref(
                                            ref.path("namespace").asText(""),
                                            ref.path("name").asText("")))));
                }
            });
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return parents.stream().sorted().toList();
    }
}
