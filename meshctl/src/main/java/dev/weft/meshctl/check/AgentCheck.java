// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.ClusterReader;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.meshctl.register.AgentObjects;
import dev.weft.meshctl.register.RegisteredCluster;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the agents are well of clusters whose registration says where they are, as those clusters tell the reader that the management
 * cluster holds for each. A cluster that cannot be asked from here is noted: the plane may reach it all the same.
 */
final class AgentCheck {

    private final Cluster management;
    private final String namespace;
    private final String version;
    private final List<String> errors = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param namespace install namespace of the plane
     * @param version of meshctl
     */
    AgentCheck(Cluster management, String namespace, String version) {
        this.management = management;
        this.namespace = namespace;
        this.version = version;
    }

    void run() throws ApiException, InterruptedException, CommandFailedException {
        for (RegisteredCluster cluster : RegisteredCluster.all(management, namespace)) {
            // That the plane does not reach a cluster is told by another check.
            if (cluster.agentNamespace().isPresent()
                    && !cluster.status("Reachable").equals("False")) {
                look(cluster.name(), cluster.agentNamespace().get());
            }
        }
    }

    List<String> errors() {
        return errors;
    }

    /** Clusters that could not be asked, with the reason. */
    List<String> notes() {
        return notes;
    }

    private void look(String cluster, String agentNamespace) throws InterruptedException {
        try {
            Optional<ObjectNode> secret = management.find(ResourceTypes.SECRET.path(namespace, cluster));
            if (secret.isEmpty()) {
                note(cluster, "there is no Secret " + cluster + "." + namespace);
                return;
            }
            ObjectId id = new ObjectId(ObjectId.MANAGEMENT, Registration.SECRET, namespace, cluster);
            switch (Registration.of(new RawObject(id, "v1", secret.get(), management.name()))) {
                case Registration.Usable usable -> {
                    try (ClusterReader reader = ClusterReader.open(cluster, usable.reader(), version)) {
                        problems(reader, agentNamespace).forEach(problem -> errors.add(cluster + ": " + problem));
                    }
                }
                case Registration.Unusable unusable -> note(cluster, unusable.problem());
            }
        } catch (ApiException e) {
            note(cluster, String.valueOf(e.getMessage()));
        }
    }

    private void note(String cluster, String why) {
        notes.add(cluster + ": its agent could not be looked at from here: " + why);
    }

    private List<String> problems(ClusterReader cluster, String agentNamespace)
            throws ApiException, InterruptedException {
        List<ObjectNode> agents = cluster.list(ResourceTypes.DEPLOYMENT, agentNamespace, AgentObjects.POD_SELECTOR);
        if (agents.isEmpty()) {
            return List.of("no agent is there: namespace " + agentNamespace + " has no Deployment with the label "
                    + AgentObjects.POD_SELECTOR);
        }
        List<String> problems = new ArrayList<>();
        for (ObjectNode agent : agents) {
            String name =
                    "agent " + agentNamespace + "/" + agent.at("/metadata/name").asText("");
            if (agent.at("/status/availableReplicas").asInt(0) < 1) {
                problems.add(name + " has no available pod; its image is "
                        + agent.at("/spec/template/spec/containers/0/image").asText("not named"));
            }
            String told = agent.path("metadata")
                    .path("labels")
                    .path(AgentObjects.VERSION)
                    .asText("");
            if (VersionSkew.isTooOld(told, version)) {
                problems.add(name + " is of version " + told + ", more than one minor version before " + version);
            }
        }
        return problems;
    }
}
