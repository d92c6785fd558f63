// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.discovery.input.RegisteredAgent;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.kube.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The objects of a registration on the management cluster, in the reference's format. */
final class ManagementObjects {

    static final ResourceType KUBERNETES_CLUSTER = ResourceTypes.of(Kinds.KUBERNETES_CLUSTER);
    static final String SECRET_TYPE = "solo.io/kubeconfig";
    static final String WRITER_KEY = "kubeconfig";
    static final String READER_KEY = "kubeconfig.reader";

    /** Annotation of a KubernetesCluster: uid of the registered cluster's kube-system namespace. */
    static final String CLUSTER_UID = "weft.dev/cluster-uid";

    private ManagementObjects() {}

    /**
     * @param uid of the cluster's kube-system namespace; empty when it may not be known
     * @param agentNamespace where the cert-agent is; empty when that is not known
     */
    static ObjectNode kubernetesCluster(RegistrationRequest request, String uid, Optional<String> agentNamespace) {
        ObjectNode object = RemoteObjects.object(KUBERNETES_CLUSTER, request.managementNamespace(), request.cluster());
        if (!uid.isEmpty()) {
            object.withObject("/metadata/annotations").put(CLUSTER_UID, uid);
        }
        agentNamespace.ifPresent(
                namespace -> object.withObject("/metadata/annotations").put(RegisteredAgent.NAMESPACE, namespace));
        object.putObject("spec").put("clusterDomain", request.clusterDomain()).put("secretName", request.cluster());
        return object;
    }

    /** The status alone: where the accounts are, and what both of them together were granted. */
    static ObjectNode status(RegistrationRequest request) {
        ObjectNode object = RemoteObjects.object(KUBERNETES_CLUSTER, request.managementNamespace(), request.cluster());
        ObjectNode status = object.putObject("status").put("namespace", request.remoteNamespace());
        ArrayNode rules = status.putArray("policyRules");
        RemoteRights.writer().forEach(rule -> rules.add(rule.json()));
        RemoteRights.reader().forEach(rule -> rules.add(rule.json()));
        return object;
    }

    static ObjectNode secret(RegistrationRequest request, RemoteServer server, Tokens tokens) {
        ObjectNode secret =
                RemoteObjects.object(ResourceTypes.SECRET, request.managementNamespace(), request.cluster());
        secret.put("type", SECRET_TYPE);
        secret.putObject("data")
                .put(WRITER_KEY, base64(kubeconfig(request.cluster(), server, tokens.writer())))
                .put(READER_KEY, base64(kubeconfig(request.cluster(), server, tokens.reader())));
        return secret;
    }

    /** Whether a Secret registers a cluster. */
    static boolean isKubeconfig(JsonNode secret) {
        return secret.path("type").asText("").equals(SECRET_TYPE);
    }

    /** One cluster, one user with nothing but a token, one context, all three with the name of the cluster. */
    static String kubeconfig(String name, RemoteServer server, String token) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("apiVersion", "v1").put("kind", "Config").put("current-context", name);
        config.putObject("preferences");
        ObjectNode cluster = named(config.putArray("clusters"), name).putObject("cluster");
        server.authorityPem().ifPresent(pem -> cluster.put("certificate-authority-data", base64(pem)));
        cluster.put("server", server.url());
        ObjectNode context = named(config.putArray("contexts"), name).putObject("context");
        context.put("cluster", name).put("user", name);
        if (!server.namespace().isEmpty()) {
            context.put("namespace", server.namespace());
        }
        named(config.putArray("users"), name).putObject("user").put("token", token);
        return CanonicalYaml.of(config);
    }

    /** The text of one kubeconfig in a Secret; empty when there is none. */
    static String stored(JsonNode secret, String key) {
        try {
            String data = secret.path("data").path(key).asText("");
            return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static ObjectNode named(ArrayNode list, String name) {
        return list.addObject().put("name", name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
