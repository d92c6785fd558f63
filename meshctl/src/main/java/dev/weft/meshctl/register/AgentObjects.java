// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.agent.AgentRights;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.discovery.detect.ImageName;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.output.OwnerLabels;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The objects of a cert-agent on its cluster: an account with {@link AgentRights} and nothing else, and a Deployment. They are known by
 * their labels, so that they are found again wherever they are, and nobody else's are taken for them.
 */
public final class AgentObjects {

    /** Name of the Deployment and of the account. */
    public static final String NAME = "cert-agent";

    /** All that registration has installed for agents. */
    static final String SELECTOR = "app.kubernetes.io/managed-by=meshctl,app.kubernetes.io/name=" + NAME;

    /** Label of pods by which discovery sees an agent, be it ours or the reference's. */
    public static final String POD_SELECTOR = "app=" + NAME;

    /** The kinds that an agent is made of, in the order in which they go: what works before what permits it. */
    static final List<ResourceType> KINDS = List.of(
            ResourceTypes.DEPLOYMENT,
            ResourceTypes.ROLE_BINDING,
            ResourceTypes.ROLE,
            ResourceTypes.CLUSTER_ROLE_BINDING,
            ResourceTypes.CLUSTER_ROLE,
            ResourceTypes.SERVICE_ACCOUNT);

    /** What it has in each namespace with an istiod. */
    static final List<ResourceType> OF_ISTIO_NAMESPACES = List.of(ResourceTypes.ROLE_BINDING, ResourceTypes.ROLE);

    /** Label of the Deployment, where the image has a tag. */
    public static final String VERSION = "app.kubernetes.io/version";

    private static final int LONGEST_LABEL = 63;

    private AgentObjects() {}

    /** A token of its account, of seven days, for one that is no pod. */
    public static String token(Cluster cluster, String namespace) throws ApiException, InterruptedException {
        return TokenSource.bound(cluster, namespace, NAME).text();
    }

    /** All but the namespaces, in the order in which they are written: the Deployment last. */
    static List<Manifest> of(AgentInstallation agent) {
        AgentRights rights =
                AgentRights.of(AgentRules.of(agent.namespace(), agent.istioNamespaces(), agent.meshConfigs()));
        String role = roleName(agent.namespace());
        List<Manifest> objects = new ArrayList<>();
        objects.add(new Manifest(ResourceTypes.SERVICE_ACCOUNT, RemoteObjects.account(agent.namespace(), NAME)));
        objects.add(
                new Manifest(ResourceTypes.CLUSTER_ROLE, RemoteObjects.clusterRole(role, rules(rights.everywhere()))));
        objects.add(new Manifest(
                ResourceTypes.CLUSTER_ROLE_BINDING,
                RemoteObjects.clusterRoleBinding(role, role, NAME, agent.namespace())));
        rights.byNamespace().forEach((namespace, rules) -> {
            objects.add(new Manifest(ResourceTypes.ROLE, RemoteObjects.role(namespace, role, rules(rules))));
            objects.add(new Manifest(
                    ResourceTypes.ROLE_BINDING,
                    RemoteObjects.roleBinding(namespace, role, role, NAME, agent.namespace())));
        });
        objects.add(new Manifest(ResourceTypes.DEPLOYMENT, deployment(agent)));
        SortedMap<String, String> labels = labels(agent);
        objects.forEach(object -> label((ObjectNode) object.object().path("metadata"), labels));
        return List.copyOf(objects);
    }

    /** Of the ClusterRole, and of the Roles in namespaces that are not the agent's own. */
    private static String roleName(String namespace) {
        return namespace + "-" + NAME;
    }

    /** Whether registration by this plane has written it, or nobody said by which. */
    static boolean isOurs(JsonNode object, String plane) {
        JsonNode labels = object.path("metadata").path("labels");
        String told = labels.path(OwnerLabels.PLANE).asText("");
        return labels.path("app.kubernetes.io/managed-by").asText("").equals("meshctl")
                && labels.path("app.kubernetes.io/name").asText("").equals(NAME)
                && (told.isEmpty() || plane.isEmpty() || told.equals(plane));
    }

    private static SortedMap<String, String> labels(AgentInstallation agent) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("app.kubernetes.io/managed-by", "meshctl");
        labels.put("app.kubernetes.io/name", NAME);
        labels.put("app.kubernetes.io/part-of", "weft");
        if (!agent.plane().isEmpty()) {
            labels.put(OwnerLabels.PLANE, agent.plane());
        }
        return labels;
    }

    private static void label(ObjectNode metadata, SortedMap<String, String> labels) {
        ObjectNode all = metadata.withObject("labels");
        labels.forEach(all::put);
    }

    private static ObjectNode deployment(AgentInstallation agent) {
        ObjectNode deployment = template();
        ObjectNode metadata = (ObjectNode) deployment.path("metadata");
        metadata.put("namespace", agent.namespace());
        ObjectNode podMetadata = (ObjectNode) deployment.at("/spec/template/metadata");
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("app", NAME);
        String version = version(agent.image());
        if (!version.isEmpty()) {
            labels.put(VERSION, version);
        }
        label(metadata, labels);
        labels.put("app.kubernetes.io/name", NAME);
        label(podMetadata, labels);
        ObjectNode container = (ObjectNode) deployment.at("/spec/template/spec/containers/0");
        container.put("image", agent.image());
        ArrayNode arguments = container.putArray("args");
        arguments.add("--cluster").add(agent.cluster());
        agent.istioNamespaces()
                .forEach(namespace -> arguments.add("--istio-namespace").add(namespace));
        if (!agent.meshConfigs().equals(AgentInstallation.MESH_CONFIG)) {
            agent.meshConfigs().forEach(name -> arguments.add("--mesh-config").add(name));
        }
        return deployment;
    }

    /** The tag as a label may have it; empty when there is none. */
    private static String version(String image) {
        String tag = ImageName.of(image).tag();
        return tag.substring(0, Math.min(tag.length(), LONGEST_LABEL)).replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    }

    private static ObjectNode template() {
        try (InputStream in = Objects.requireNonNull(
                AgentObjects.class.getResourceAsStream("cert-agent.yaml"),
                "the build has packaged no cert-agent.yaml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (EmbeddedYaml.parse("cert-agent.yaml", text) instanceof EmbeddedYaml.Tree tree
                    && tree.tree() instanceof ObjectNode deployment) {
                return deployment;
            }
            throw new IllegalStateException("the build has packaged something else than a Deployment: cert-agent.yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<AccessRule> rules(List<PolicyRule> rules) {
        return rules.stream().map(AccessRule::of).toList();
    }
}
