// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.discovery.input.RegisteredAgent;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.InstalledKinds;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registered cluster as the management cluster tells of it.
 *
 * @param agentNamespace where its cert-agent is; empty when the registration does not say
 * @param conditions as in the status, by type
 */
public record RegisteredCluster(
        String name,
        String namespace,
        String clusterDomain,
        Optional<String> agentNamespace,
        SortedMap<String, JsonNode> conditions) {

    /** The conditions that the plane writes, in the order they depend on each other. */
    public static final List<String> CONDITIONS = List.of("Reachable", "Permitted", "Programmed");

    private static final int FORBIDDEN = 403;
    private static final String CREDENTIALS = "CredentialsCurrent";

    /** All of a plane, by name. */
    public static List<RegisteredCluster> all(Cluster management, String namespace)
            throws ApiException, InterruptedException, CommandFailedException {
        InstalledKinds.require(management.reader());
        List<RegisteredCluster> clusters = new ArrayList<>();
        for (ObjectNode object : management.list(ManagementObjects.KUBERNETES_CLUSTER, namespace, "")) {
            clusters.add(of(object));
        }
        clusters.sort(Comparator.comparing(RegisteredCluster::name));
        return clusters;
    }

    /**
     * Names of kubeconfig Secrets that no KubernetesCluster stands for, so that no condition tells of them: somebody has deleted it, or
     * written the Secret alone. Empty too when the caller may not list Secrets.
     *
     * @param clusters all of the plane
     */
    public static List<String> secretsWithout(List<RegisteredCluster> clusters, Cluster management, String namespace)
            throws ApiException, InterruptedException {
        List<String> names = clusters.stream().map(RegisteredCluster::name).toList();
        try {
            return management.list(ResourceTypes.SECRET, namespace, "").stream()
                    .filter(secret -> secret.path("type").asText("").equals(ManagementObjects.SECRET_TYPE))
                    .map(secret -> secret.at("/metadata/name").asText(""))
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .toList();
        } catch (ApiException e) {
            if (e.code() == FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    private static RegisteredCluster of(ObjectNode object) {
        SortedMap<String, JsonNode> conditions = new TreeMap<>();
        object.path("status")
                .path("conditions")
                .forEach(condition -> conditions.put(condition.path("type").asText(""), condition));
        JsonNode metadata = object.path("metadata");
        return new RegisteredCluster(
                metadata.path("name").asText(""),
                metadata.path("namespace").asText(""),
                object.path("spec").path("clusterDomain").asText("cluster.local"),
                RegisteredAgent.namespace(object),
                conditions);
    }

    /** {@code True}, {@code False} or {@code Unknown}; Unknown too when the plane has not said anything. */
    public String status(String condition) {
        JsonNode found = conditions.get(condition);
        return found == null ? "Unknown" : found.path("status").asText("Unknown");
    }

    /** Reason and message of the first condition that is not True; empty when all are. */
    public String problem() {
        for (String type : CONDITIONS) {
            JsonNode condition = conditions.get(type);
            if (condition == null) {
                return type + ": the plane has not reported it yet";
            }
            if (!condition.path("status").asText("").equals("True")) {
                return told(type, condition);
            }
        }
        JsonNode credentials = conditions.get(CREDENTIALS);
        return credentials != null && credentials.path("status").asText("").equals("False")
                ? told(CREDENTIALS, credentials)
                : "";
    }

    private static String told(String type, JsonNode condition) {
        return type + ": " + condition.path("reason").asText("") + ": "
                + condition.path("message").asText("");
    }
}
