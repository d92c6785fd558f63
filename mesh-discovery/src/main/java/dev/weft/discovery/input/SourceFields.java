// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.redact.KeptFields;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The fields that discovery reads of the kinds in {@link SourceKinds}, for snapshots that leave the plane: what is not read is not in them.
 * Of the environment of containers that is two variables which hold names; of ConfigMaps the mesh config of Istio alone, and of that two
 * fields.
 */
public final class SourceFields {

    private static final Set<String> VARIABLES = Set.of(SourceFacts.REVISION_VARIABLE, SourceFacts.VIRTUAL_NODE);
    private static final Set<String> OF_INJECTION =
            Set.of(SourceFacts.INJECTION_STATUS, SourceFacts.REVISION, SourceFacts.REDIRECTION);
    private static final String NOT_YAML = "{ left out: this is no YAML";

    private static final KeptFields MESH_CONFIG = KeptFields.builder()
            .fields("trustDomain", "trustDomainAliases", "rootNamespace")
            .fields("defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE")
            .build();

    private static final KeptFields CONTROLLER = containers(object(), "spec.template.spec.containers")
            .fields("spec.selector.matchLabels.*", "spec.template.metadata.labels.*")
            .fields("spec.template.spec.serviceAccountName")
            .build();

    private static final KeptFields POD = containers(
                    containers(object(), "spec.initContainers").fields("spec.initContainers.restartPolicy"),
                    "spec.containers")
            .fields("spec.containers.ports.name", "spec.containers.ports.containerPort")
            .fields("spec.nodeName", "status.phase")
            .build();

    private static final KeptFields SERVICE = object().fields("spec.type", "spec.selector.*", "spec.ipFamilies")
            .fields("spec.clusterIP", "spec.clusterIPs", "spec.externalIPs")
            .fields("spec.ports.port", "spec.ports.name", "spec.ports.protocol")
            .fields("spec.ports.appProtocol", "spec.ports.targetPort", "spec.ports.nodePort")
            .fields("status.loadBalancer.ingress.hostname", "status.loadBalancer.ingress.ip")
            .reduced("status.conditions", SourceFields::waypoint)
            .build();

    private static final KeptFields ENDPOINTS = object().fields("subsets.addresses.ip")
            .fields("subsets.addresses.targetRef.name", "subsets.addresses.targetRef.namespace")
            .fields("subsets.ports.port", "subsets.ports.name", "subsets.ports.protocol", "subsets.ports.appProtocol")
            .build();

    private static final KeptFields ENDPOINT_SLICE = object().fields("addressType", "endpoints.conditions.ready")
            .fields("endpoints.addresses", "endpoints.targetRef.name", "endpoints.targetRef.namespace")
            .fields("ports.port", "ports.name", "ports.protocol", "ports.appProtocol")
            .build();

    private static final KeptFields NODE = object().fields("status.addresses.type", "status.addresses.address")
            .reduced(
                    "status.images.names",
                    name -> name.asText("").contains(SourceFacts.KIND_IMAGE) ? name : MissingNode.getInstance())
            .build();

    private static final KeptFields CONFIG_MAP = object().reduced(
                    "data." + MeshConfigFacts.KEY, SourceFields::meshConfig)
            .build();

    private static final Map<GroupKind, KeptFields> BY_KIND = Map.ofEntries(
            Map.entry(SourceKinds.DEPLOYMENT, CONTROLLER),
            Map.entry(SourceKinds.DAEMON_SET, CONTROLLER),
            Map.entry(SourceKinds.STATEFUL_SET, CONTROLLER),
            Map.entry(SourceKinds.REPLICA_SET, object().build()),
            Map.entry(SourceKinds.POD, POD),
            Map.entry(SourceKinds.SERVICE, SERVICE),
            Map.entry(SourceKinds.CONFIG_MAP, CONFIG_MAP),
            Map.entry(SourceKinds.NODE, NODE),
            Map.entry(SourceKinds.ENDPOINTS, ENDPOINTS),
            Map.entry(SourceKinds.ENDPOINT_SLICE, ENDPOINT_SLICE),
            Map.entry(SourceKinds.APP_MESH, object().fields("status.meshARN").build()));

    private SourceFields() {}

    /** The object with the fields that are read; empty for one that is not read at all, of whatever kind. */
    public static Optional<ObjectNode> of(RawObject object) {
        KeptFields fields = BY_KIND.get(object.id().kind());
        boolean otherConfigMap = object.id().kind().equals(SourceKinds.CONFIG_MAP)
                && !MeshConfigFacts.isMeshConfig(object.id().name());
        return fields == null || otherConfigMap ? Optional.empty() : Optional.of(fields.of(object.body()));
    }

    private static KeptFields.Builder object() {
        Predicate<String> annotations = key -> SourceFacts.isInherited(key) || OF_INJECTION.contains(key);
        return KeptFields.object(annotations);
    }

    private static KeptFields.Builder containers(KeptFields.Builder fields, String path) {
        return fields.fields(path + ".name", path + ".image")
                .reduced(
                        path + ".args",
                        argument ->
                                argument.asText("").equals(SourceFacts.ROUTER) ? argument : MissingNode.getInstance())
                .reduced(path + ".env", SourceFields::variable);
    }

    /** The condition by which istiod names a waypoint. */
    private static JsonNode waypoint(JsonNode condition) {
        if (!condition.path("type").asText("").equals(SourceFacts.WAYPOINT_BOUND)) {
            return MissingNode.getInstance();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("type", "status", "message")) {
            if (condition.path(field).isValueNode()) {
                kept.set(field, condition.path(field));
            }
        }
        return kept;
    }

    private static JsonNode variable(JsonNode variable) {
        String name = variable.path("name").asText("");
        if (!VARIABLES.contains(name)) {
            return MissingNode.getInstance();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put("name", name);
        if (variable.path("value").isValueNode()) {
            kept.set("value", variable.path("value"));
        }
        return kept;
    }

    /** Text that cannot be read stays such a text. */
    private static JsonNode meshConfig(JsonNode text) {
        if (!text.isTextual()) {
            return text.isValueNode() ? text : JsonNodeFactory.instance.objectNode();
        }
        return TextNode.valueOf(
                switch (EmbeddedYaml.parse(MeshConfigFacts.KEY, text.textValue())) {
                    case EmbeddedYaml.Unreadable unreadable -> NOT_YAML;
                    case EmbeddedYaml.Tree tree
                    when tree.tree() instanceof ObjectNode config -> CanonicalYaml.of(MESH_CONFIG.of(config));
                    case EmbeddedYaml.Tree tree when tree.tree().isMissingNode() -> "";
                    case EmbeddedYaml.Tree tree -> "left out";
                });
    }
}
