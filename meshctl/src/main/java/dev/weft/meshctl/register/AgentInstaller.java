// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Installs and removes the agent of a cluster. Both may be repeated; what a registration has not written is never touched. */
final class AgentInstaller {

    private final Cluster cluster;
    private final String plane;
    private final Progress progress;

    /** @param plane value of {@link dev.weft.runtime.output.OwnerLabels#PLANE}, empty when it is not known */
    AgentInstaller(Cluster cluster, String plane, Progress progress) {
        this.cluster = cluster;
        this.plane = plane;
        this.progress = progress;
    }

    /** The namespaces that must be there: its own, and those of istiod, in which it has a Role. */
    static SortedSet<String> namespaces(AgentInstallation agent) {
        SortedSet<String> namespaces = new TreeSet<>(agent.istioNamespaces());
        namespaces.add(agent.namespace());
        return namespaces;
    }

    /** Creates or changes it. What an earlier installation may do in namespaces that are not among these ends. */
    void install(AgentInstallation agent) throws CommandFailedException, InterruptedException {
        for (String namespace : namespaces(agent)) {
            progress.step(
                    cluster.name() + ": Namespace " + namespace,
                    () -> cluster.createIfAbsent(ResourceTypes.NAMESPACE, RemoteObjects.namespace(namespace))
                            ? "created"
                            : "");
        }
        List<Manifest> objects = AgentObjects.of(agent);
        for (Manifest object : objects) {
            progress.step(cluster.name() + ": " + object, () -> {
                cluster.apply(object.type(), object.object());
                return "";
            });
        }
        Set<String> wanted = objects.stream().map(Manifest::path).collect(Collectors.toCollection(HashSet::new));
        progress.step(cluster.name() + ": no rights of the agent elsewhere", () -> {
            int deleted = 0;
            for (ResourceType type : AgentObjects.OF_ISTIO_NAMESPACES) {
                deleted += delete(type, wanted);
            }
            return deleted == 0 ? "" : deleted + " deleted";
        });
    }

    /** Deletes all that registration has installed, wherever it is. {@code cacerts}, certificates and namespaces stay. */
    void remove() throws CommandFailedException, InterruptedException {
        for (ResourceType type : AgentObjects.KINDS) {
            progress.step(cluster.name() + ": " + type.kind() + " of the agent", () -> {
                int deleted = delete(type, Set.of());
                return deleted == 0 ? "not there" : "deleted";
            });
        }
    }

    /** @param kept paths of those that stay */
    private int delete(ResourceType type, Set<String> kept) throws ApiException, InterruptedException {
        int deleted = 0;
        for (ObjectNode object : cluster.list(type, "", AgentObjects.SELECTOR)) {
            if (AgentObjects.isOurs(object, plane) && !kept.contains(new Manifest(type, object).path())) {
                deleted += cluster.delete(type, object) ? 1 : 0;
            }
        }
        return deleted;
    }
}
