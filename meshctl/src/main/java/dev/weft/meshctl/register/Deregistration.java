// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Planes;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.networking.translate.OutputKinds;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.step.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a registration back. A plane that runs is told by a mark on the Secret, and removes what it discovered and wrote as long as it has
 * the Secret to do so; what is left after a while is removed here, which it does not undo. Then the Secret goes, then the KubernetesCluster,
 * and the accounts last. When no plane runs the Secret goes first, so that none that starts meanwhile writes anything. What is not there
 * counts as removed. Namespaces and definitions stay.
 */
public final class Deregistration {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String DISCOVERED_ON = "cluster.discovery.mesh.gloo.solo.io";

    private final DeregistrationRequest request;
    private final Cluster management;
    private final Optional<Cluster> remote;
    private final Progress progress;

    /** @param remote empty for a cluster that is gone */
    public Deregistration(
            DeregistrationRequest request, Cluster management, Optional<Cluster> remote, Progress progress) {
        this.request = request;
        this.management = management;
        this.remote = remote;
        this.progress = progress;
    }

    public void run() throws CommandFailedException, InterruptedException {
        Optional<Cluster> reached = check();
        boolean runs = planeRuns();
        if (runs) {
            progress.step(management.name() + ": Secret " + name() + ": tell the plane", this::mark);
        } else {
            deleteRegistration();
        }
        long end = System.nanoTime() + (runs ? request.patience().toNanos() : 0);
        for (ApiKind kind : List.of(Kinds.TRAFFIC_TARGET, Kinds.WORKLOAD, Kinds.MESH)) {
            progress.step(
                    management.name() + ": every " + kind.kind() + " of " + request.cluster(),
                    () -> remove(
                            management,
                            ResourceTypes.of(kind),
                            request.managementNamespace(),
                            DISCOVERED_ON + "=" + request.cluster(),
                            end));
        }
        if (reached.isPresent()) {
            removeOutputs(reached.get(), end);
        }
        if (runs) {
            deleteRegistration();
        }
        if (reached.isPresent()) {
            removeAgent(reached.get());
            removeAccounts(reached.get());
        }
        progress.say("Cluster " + request.cluster() + " is no longer registered.");
        if (reached.isEmpty()) {
            progress.note("the cluster itself was not touched: its accounts and what the plane wrote are still there");
        }
    }

    private String name() {
        return request.managementNamespace() + "/" + request.cluster();
    }

    /** In this order: without the KubernetesCluster a plane would take the cluster's domain for the default one. */
    private void deleteRegistration() throws CommandFailedException, InterruptedException {
        progress.step(management.name() + ": Secret " + name(), this::deleteSecret);
        progress.step(
                management.name() + ": KubernetesCluster " + name(),
                () -> said(management.delete(
                        ManagementObjects.KUBERNETES_CLUSTER, request.managementNamespace(), request.cluster())));
    }

    /** Says on the Secret that the registration ends. */
    private String mark() throws ApiException, InterruptedException {
        Optional<ObjectNode> secret = secret();
        if (secret.isEmpty() || !ManagementObjects.isKubeconfig(secret.get())) {
            return "there is none";
        }
        String object = management
                .find(ManagementObjects.KUBERNETES_CLUSTER.path(request.managementNamespace(), request.cluster()))
                .map(found -> found.at("/metadata/uid").asText(""))
                .orElse(Marks.WITHOUT_OBJECT);
        management.annotate(ResourceTypes.SECRET, secret.get(), Map.of(Marks.DEREGISTER, Optional.of(object)));
        return "";
    }

    private Optional<ObjectNode> secret() throws ApiException, InterruptedException {
        return management.find(ResourceTypes.SECRET.path(request.managementNamespace(), request.cluster()));
    }

    /** Both servers answer, and the remote one is the registered cluster; returns it unless it is dead and that is forced. */
    private Optional<Cluster> check() throws CommandFailedException, InterruptedException {
        progress.step(management.name() + ": API server " + management.server(), management::version);
        if (remote.isEmpty()) {
            return remote;
        }
        Cluster cluster = remote.get();
        try {
            progress.step(cluster.name() + ": API server " + cluster.server(), cluster::version);
            progress.step(cluster.name() + ": is the registered cluster", () -> {
                checkIdentity(cluster);
                return "";
            });
            return remote;
        } catch (CommandFailedException e) {
            if (request.force()) {
                progress.note(e.getMessage() + "; going on without it because of --force");
                return Optional.empty();
            }
            throw new CommandFailedException(
                    String.valueOf(e.getMessage()),
                    "If the cluster is gone for good, repeat the command with --force. Nothing has been changed.");
        }
    }

    private void checkIdentity(Cluster cluster) throws ApiException, InterruptedException, CommandFailedException {
        Optional<ObjectNode> registered = management.find(
                ManagementObjects.KUBERNETES_CLUSTER.path(request.managementNamespace(), request.cluster()));
        String known = registered.map(RegistrationChecks::uid).orElse("");
        String uid = cluster.uid();
        if (!known.isEmpty() && !uid.isEmpty() && !known.equals(uid)) {
            throw new CommandFailedException(
                    cluster.server() + " is another cluster than the one that is registered as " + request.cluster()
                            + "; name its context with --remote-context",
                    "");
        }
    }

    private String deleteSecret() throws ApiException, InterruptedException, CommandFailedException {
        Optional<ObjectNode> secret = secret();
        if (secret.isEmpty()) {
            return said(false);
        }
        if (!ManagementObjects.isKubeconfig(secret.get())) {
            return "is no kubeconfig Secret, left alone";
        }
        return said(management.delete(ResourceTypes.SECRET, secret.get()));
    }

    private boolean planeRuns() throws CommandFailedException, InterruptedException {
        try {
            return Planes.runs(management, request.managementNamespace(), Instant.now());
        } catch (ApiException e) {
            return false;
        }
    }

    private void removeOutputs(Cluster cluster, long end) throws CommandFailedException, InterruptedException {
        String selector = OwnerLabels.OWNER + "=" + request.managementNamespace() + "," + OwnerLabels.CLUSTER + "="
                + request.cluster();
        for (GroupKind kind : RemoteRights.writtenKinds()) {
            progress.step(cluster.name() + ": every " + kind.kind() + " that the plane wrote", () -> {
                Optional<ResourceType> served = served(cluster, kind);
                return served.isEmpty() ? "kind not installed" : remove(cluster, served.get(), "", selector, end);
            });
        }
    }

    private static Optional<ResourceType> served(Cluster cluster, GroupKind kind)
            throws ApiException, InterruptedException {
        for (String version : OutputKinds.versions(kind)) {
            ResourceType type = ResourceType.namespaced(kind, version);
            if (cluster.find(type.path() + "?limit=1").isPresent()) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Waits while a plane does it, then deletes the rest.
     *
     * @param end of the wait, as {@link System#nanoTime} tells it
     */
    private String remove(Cluster cluster, ResourceType type, String namespace, String selector, long end)
            throws ApiException, InterruptedException {
        List<ObjectNode> left = ofThisPlane(cluster.list(type, namespace, selector));
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(PAUSE);
            left = ofThisPlane(cluster.list(type, namespace, selector));
        }
        for (ObjectNode object : left) {
            cluster.delete(type, object);
        }
        return left.isEmpty() ? "" : left.size() + " deleted";
    }

    /** Two planes may have the same install namespace and name for a cluster; objects of 0.12 say nothing of a plane. */
    private List<ObjectNode> ofThisPlane(List<ObjectNode> objects) throws ApiException, InterruptedException {
        String plane = OwnerLabels.plane(management.uid());
        return objects.stream()
                .filter(object -> {
                    String told = object.path("metadata")
                            .path("labels")
                            .path(OwnerLabels.PLANE)
                            .asText("");
                    return told.isEmpty() || told.equals(plane);
                })
                .toList();
    }

    private void removeAgent(Cluster cluster) throws CommandFailedException, InterruptedException {
        String plane;
        try {
            plane = OwnerLabels.plane(management.uid());
        } catch (ApiException e) {
            throw CommandFailedException.of(management.name() + ": namespace kube-system", e);
        }
        new AgentInstaller(cluster, plane, progress).remove();
    }

    private void removeAccounts(Cluster cluster) throws CommandFailedException, InterruptedException {
        String namespace = request.remoteNamespace();
        String name = request.cluster();
        List<String[]> accounts = new ArrayList<>();
        accounts.add(new String[] {name, RemoteObjects.WRITER_ROLE});
        accounts.add(new String[] {name + "-reader", RemoteObjects.READER_ROLE});
        delete(cluster, ResourceTypes.ROLE_BINDING, namespace, RemoteObjects.renewalBindingName(name));
        delete(cluster, ResourceTypes.ROLE, namespace, RemoteObjects.renewalRoleName(name));
        for (String[] account : accounts) {
            delete(
                    cluster,
                    ResourceTypes.CLUSTER_ROLE_BINDING,
                    "",
                    RemoteObjects.clusterRoleBindingName(account[0], account[1]));
            progress.step(cluster.name() + ": ClusterRole " + account[1], () -> deleteRole(cluster, account[1]));
            delete(cluster, ResourceTypes.SECRET, namespace, RemoteObjects.tokenSecretName(account[0]));
            delete(cluster, ResourceTypes.SERVICE_ACCOUNT, namespace, account[0]);
        }
    }

    /** The role may serve a registration with another plane. */
    private static String deleteRole(Cluster cluster, String role) throws ApiException, InterruptedException {
        for (ObjectNode binding : cluster.list(ResourceTypes.CLUSTER_ROLE_BINDING, "", "")) {
            if (binding.path("roleRef").path("name").asText("").equals(role)) {
                return "kept, ClusterRoleBinding "
                        + binding.path("metadata").path("name").asText("") + " needs it";
            }
        }
        return said(cluster.delete(ResourceTypes.CLUSTER_ROLE, "", role));
    }

    private void delete(Cluster cluster, ResourceType type, String namespace, String name)
            throws CommandFailedException, InterruptedException {
        progress.step(
                cluster.name() + ": " + type.kind() + " " + name, () -> said(cluster.delete(type, namespace, name)));
    }

    private static String said(boolean deleted) {
        return deleted ? "deleted" : "not there";
    }
}
