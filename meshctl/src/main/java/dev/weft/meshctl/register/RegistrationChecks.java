// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.InstalledKinds;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must be true before a registration writes anything. */
final class RegistrationChecks {

    private final RegistrationRequest request;
    private final Cluster management;
    private final Cluster remote;
    private final RemoteServer server;
    private final Progress progress;

    RegistrationChecks(
            RegistrationRequest request, Cluster management, Cluster remote, RemoteServer server, Progress progress) {
        this.request = request;
        this.management = management;
        this.remote = remote;
        this.server = server;
        this.progress = progress;
    }

    /** Checks all; returns the uid of the cluster. */
    String run() throws CommandFailedException, InterruptedException {
        progress.step(management.name() + ": API server " + management.server(), management::version);
        progress.step(remote.name() + ": API server " + remote.server(), remote::version);
        List<String> uid = new ArrayList<>();
        progress.step(management.name() + ": kinds of Weft are installed", () -> {
            InstalledKinds.require(management.reader());
            return "";
        });
        progress.step(remote.name() + ": rights", () -> {
            remote.require(remoteRights());
            return "";
        });
        progress.step(management.name() + ": rights", () -> {
            management.require(managementRights());
            return "";
        });
        progress.step(request.cluster() + ": the name is free, or this cluster's", () -> {
            uid.add(remote.uid());
            checkIdentity(uid.getFirst());
            checkBindings();
            return "";
        });
        return uid.getFirst();
    }

    private List<Right> remoteRights() throws ApiException, InterruptedException {
        String namespace = request.remoteNamespace();
        List<Right> rights = new ArrayList<>(namespaceRights(remote, namespace));
        rights.add(Right.to("get", ResourceTypes.SERVICE_ACCOUNT, namespace));
        rights.add(Right.to("create", ResourceTypes.SERVICE_ACCOUNT, namespace));
        for (var type : List.of(
                ResourceTypes.CLUSTER_ROLE,
                ResourceTypes.CLUSTER_ROLE_BINDING,
                ResourceTypes.ROLE,
                ResourceTypes.ROLE_BINDING)) {
            rights.add(Right.to("create", type, namespace));
            rights.add(Right.to("patch", type, namespace));
        }
        if (request.agent().installs()) {
            rights.addAll(agentRights());
        }
        if (request.agent().kinds()) {
            rights.add(Right.to("create", ResourceTypes.CRD, ""));
            rights.add(Right.to("patch", ResourceTypes.CRD, ""));
        }
        if (request.longLived()) {
            rights.add(Right.to("get", ResourceTypes.SECRET, namespace));
            rights.add(Right.to("create", ResourceTypes.SECRET, namespace));
        } else {
            rights.add(
                    Right.to("create", ResourceTypes.SERVICE_ACCOUNT, namespace).of("token"));
        }
        return rights;
    }

    /** In all namespaces: where the agent belongs is not known yet. */
    private static List<Right> agentRights() {
        List<Right> rights = new ArrayList<>();
        rights.add(Right.to("list", ResourceTypes.DEPLOYMENT));
        for (ResourceType type : AgentObjects.KINDS) {
            for (String verb : List.of("get", "create", "patch")) {
                rights.add(Right.to(verb, type));
            }
        }
        for (ResourceType type : AgentObjects.OF_ISTIO_NAMESPACES) {
            rights.add(Right.to("list", type));
            rights.add(Right.to("delete", type));
        }
        return rights;
    }

    private List<Right> managementRights() throws ApiException, InterruptedException {
        String namespace = request.managementNamespace();
        List<Right> rights = new ArrayList<>(namespaceRights(management, namespace));
        for (String verb : List.of("get", "create", "patch")) {
            rights.add(Right.to(verb, ResourceTypes.SECRET, namespace));
            rights.add(Right.to(verb, ManagementObjects.KUBERNETES_CLUSTER, namespace));
        }
        rights.add(Right.to("list", ManagementObjects.KUBERNETES_CLUSTER, namespace));
        rights.add(Right.to("patch", ManagementObjects.KUBERNETES_CLUSTER, namespace)
                .of("status"));
        return rights;
    }

    private static List<Right> namespaceRights(Cluster cluster, String namespace)
            throws ApiException, InterruptedException {
        boolean present =
                cluster.find(ResourceTypes.NAMESPACE.path("", namespace)).isPresent();
        return present ? List.of() : List.of(Right.to("create", ResourceTypes.NAMESPACE, ""));
    }

    /** The name must not belong to another cluster, nor the cluster have another name. */
    private void checkIdentity(String uid) throws ApiException, InterruptedException, CommandFailedException {
        String namespace = request.managementNamespace();
        List<ObjectNode> registered = management.list(ManagementObjects.KUBERNETES_CLUSTER, namespace, "");
        for (ObjectNode cluster : registered) {
            String name = cluster.path("metadata").path("name").asText("");
            String known = uid(cluster);
            if (name.equals(request.cluster()) && !known.isEmpty() && !uid.isEmpty() && !known.equals(uid)) {
                unlessForced(request.cluster() + " is the name of another cluster (its kube-system has uid " + known
                        + ", this one " + uid + ")");
                return;
            }
            if (!name.equals(request.cluster()) && !uid.isEmpty() && known.equals(uid)) {
                unlessForced("this cluster is registered as " + name
                        + " already; under two names both would write the same objects");
            }
        }
        boolean known = registered.stream()
                .anyMatch(cluster ->
                        cluster.path("metadata").path("name").asText("").equals(request.cluster())
                                && !uid(cluster).isEmpty());
        if (!known) {
            checkServer();
        }
    }

    /** For registrations that do not tell the uid: the reference's. */
    private void checkServer() throws ApiException, InterruptedException, CommandFailedException {
        Optional<ObjectNode> secret =
                management.find(ResourceTypes.SECRET.path(request.managementNamespace(), request.cluster()));
        if (secret.isEmpty()) {
            return;
        }
        String stored = ManagementObjects.stored(secret.get(), ManagementObjects.WRITER_KEY);
        String url = StoredServer.url(stored);
        if (!url.isEmpty() && !url.equals(server.url()) && !url.equals(remote.server())) {
            unlessForced(request.cluster() + " is registered with the server " + url + ", not " + server.url());
        }
    }

    /** A binding of ours that names an account elsewhere belongs to another registration of this cluster. */
    private void checkBindings() throws ApiException, InterruptedException, CommandFailedException {
        for (String name : List.of(
                RemoteObjects.clusterRoleBindingName(request.writer(), RemoteObjects.WRITER_ROLE),
                RemoteObjects.clusterRoleBindingName(request.reader(), RemoteObjects.READER_ROLE))) {
            Optional<ObjectNode> binding = remote.find(ResourceTypes.CLUSTER_ROLE_BINDING.path("", name));
            for (JsonNode subject :
                    binding.orElseGet(JsonNodeFactory.instance::objectNode).path("subjects")) {
                String namespace = subject.path("namespace").asText("");
                if (!namespace.equals(request.remoteNamespace())) {
                    unlessForced("ClusterRoleBinding " + name + " on the cluster is for an account in namespace "
                            + namespace + ": another plane may have registered it, or --remote-namespace was another");
                }
            }
        }
    }

    private void unlessForced(String what) throws CommandFailedException {
        if (!request.force()) {
            throw new CommandFailedException(
                    what, "If that is what you want, repeat the command with --force. Nothing has been changed.");
        }
        progress.note(what + "; going on because of --force");
    }

    static String uid(JsonNode kubernetesCluster) {
        return kubernetesCluster
                .path("metadata")
                .path("annotations")
                .path(ManagementObjects.CLUSTER_UID)
                .asText("");
    }
}
