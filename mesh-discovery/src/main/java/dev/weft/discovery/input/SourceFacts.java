// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes slim facts of the objects of a registered cluster, one object at a time. Only what discovery needs is looked at, so that a
 * field it does not know can never make an object unreadable; where anything that is needed is wrong, the {@link Cursor} says so.
 */
final class SourceFacts {

    /** Annotations of pods. */
    static final String INJECTION_STATUS = "sidecar.istio.io/status";

    static final String REVISION = "istio.io/rev";

    /** Istio's CNI writes {@value #REDIRECTED} once the traffic of the pod goes through ztunnel. */
    static final String REDIRECTION = "ambient.istio.io/redirection";

    static final String REDIRECTED = "enabled";

    /** A condition of Services, by which istiod says that a waypoint serves them. */
    static final String WAYPOINT_BOUND = "istio.io/WaypointBound";

    /** Variables of containers. */
    static final String REVISION_VARIABLE = "REVISION";

    static final String VIRTUAL_NODE = "APPMESH_VIRTUAL_NODE_NAME";

    /** An argument of gateways. */
    static final String ROUTER = "router";

    /** Stands in the name of an image that every node of Kubernetes-in-Docker has. */
    static final String KIND_IMAGE = "kindnetd";

    private static final String DEFAULT_REVISION = "default";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SourceFacts() {}

    static ReplicaSetFact replicaSet(String name, Cursor body) {
        return new ReplicaSetFact(name, owner(body));
    }

    static ControllerFact controller(ControllerFact.Kind kind, String name, Cursor body) {
        Cursor spec = body.at("spec");
        Cursor template = spec.at("template");
        Cursor podSpec = template.at("spec");
        List<ControllerFact.TemplateContainer> containers = new ArrayList<>();
        podSpec.each(
                "containers",
                container -> containers.add(new ControllerFact.TemplateContainer(
                        container.text("image"), environment(container, REVISION_VARIABLE))));
        return new ControllerFact(
                kind,
                name,
                inherited(body),
                body.at("metadata").texts("labels"),
                spec.at("selector").texts("matchLabels"),
                template.at("metadata").texts("labels"),
                podSpec.text("serviceAccountName"),
                containers);
    }

    static PodFact pod(String name, Cursor body) {
        Cursor spec = body.at("spec");
        List<ContainerFact> containers = new ArrayList<>();
        SortedMap<String, Integer> namedPorts = new TreeMap<>();
        spec.each("initContainers", container -> {
            boolean always = container.text("restartPolicy").equals("Always");
            containers.add(container(container, always ? ContainerFact.Role.NATIVE_SIDECAR : ContainerFact.Role.INIT));
        });
        spec.each("containers", container -> {
            containers.add(container(container, ContainerFact.Role.MAIN));
            container.each("ports", port -> {
                if (!port.text("name").isEmpty()) {
                    namedPorts.putIfAbsent(port.text("name"), port.number("containerPort"));
                }
            });
        });
        String phase = body.at("status").text("phase");
        Cursor metadata = body.at("metadata");
        return new PodFact(
                name,
                metadata.texts("labels"),
                owner(body),
                phase.equals("Succeeded") || phase.equals("Failed"),
                spec.text("nodeName"),
                containers,
                namedPorts,
                REDIRECTED.equals(metadata.texts("annotations").get(REDIRECTION)),
                injection(metadata));
    }

    private static ContainerFact container(Cursor container, ContainerFact.Role role) {
        return new ContainerFact(
                container.text("name"),
                container.text("image"),
                role,
                container.textList("args").contains(ROUTER),
                environment(container, VIRTUAL_NODE));
    }

    private static String environment(Cursor container, String variable) {
        List<String> values = new ArrayList<>();
        container.each("env", entry -> {
            if (entry.text("name").equals(variable)) {
                values.add(entry.text("value"));
            }
        });
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The revision the injector names itself by; a label may hold a tag instead, so it is asked last. */
    private static PodFact.Injection injection(Cursor metadata) {
        SortedMap<String, String> annotations = metadata.texts("annotations");
        String status = annotations.getOrDefault(INJECTION_STATUS, "");
        Optional<String> revision = revisionOfStatus(status)
                .or(() -> Optional.ofNullable(annotations.get(REVISION)))
                .or(() -> Optional.ofNullable(metadata.texts("labels").get(REVISION)))
                .map(name -> name.equals(DEFAULT_REVISION) ? "" : name);
        return status.isEmpty() && revision.isEmpty()
                ? PodFact.Injection.NONE
                : new PodFact.Injection(!status.isEmpty(), revision);
    }

    private static Optional<String> revisionOfStatus(String status) {
        if (status.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode revision = MAPPER.readTree(status).path("revision");
            return revision.isTextual() ? Optional.of(revision.textValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // older injectors wrote other texts
        }
    }

    static NodeFact node(String name, Cursor body) {
        Cursor status = body.at("status");
        List<NodeFact.Address> addresses = new ArrayList<>();
        status.each(
                "addresses",
                address -> addresses.add(new NodeFact.Address(address.text("type"), address.text("address"))));
        boolean[] kindNode = {false};
        status.each("images", image -> {
            for (String imageName : image.textList("names")) {
                kindNode[0] |= imageName.contains(KIND_IMAGE);
            }
        });
        return new NodeFact(name, kindNode[0], addresses);
    }

    static Optional<AppMeshFact> appMesh(String name, Cursor body) {
        String arn = body.at("status").text("meshARN");
        return arn.isEmpty() ? Optional.empty() : Optional.of(new AppMeshFact(name, arn));
    }

    /** Only a reference with {@code controller: true} counts (G23). */
    private static Optional<Owner> owner(Cursor body) {
        List<Owner> owners = new ArrayList<>();
        body.at("metadata").each("ownerReferences", reference -> {
            if (reference.flag("controller", false)) {
                owners.add(new Owner(reference.text("kind"), reference.text("name")));
            }
        });
        return owners.stream().findFirst();
    }

    /** Annotations that discovered objects inherit; all others are the business of whoever wrote them (E-21). */
    static SortedMap<String, String> inherited(Cursor body) {
        SortedMap<String, String> inherited = new TreeMap<>();
        body.at("metadata").texts("annotations").forEach((key, value) -> {
            if (isInherited(key)) {
                inherited.put(key, value);
            }
        });
        return inherited;
    }

    static boolean isInherited(String annotation) {
        return annotation.startsWith("discovery.mesh.gloo.solo.io/") || annotation.startsWith("weft.dev/");
    }
}
