// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.discovery.input.RegisteredAgent;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.step.Marks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Registers a cluster. Everything that can be checked is checked before anything is written; every write is an upsert, so that after a
 * failure the same command goes on where it stopped. The Secret, by which the plane comes to know of the cluster, is written last but for
 * the status.
 */
public final class Registration {

    private static final String AGAIN =
            "Nothing was taken back; when the reason is gone, run the same command again: every step can be repeated.";

    private final RegistrationRequest request;
    private final Cluster management;
    private final Cluster remote;
    private final RemoteServer server;
    private final Progress progress;

    /**
     * @param access how the user reaches the cluster to register
     * @throws IllegalArgumentException when the address in the request is none
     */
    public Registration(
            RegistrationRequest request, Cluster management, Cluster remote, UserAccess access, Progress progress) {
        this.request = request;
        this.management = management;
        this.remote = remote;
        this.server = RemoteServer.of(access, request.apiServerAddress());
        this.progress = progress;
    }

    /** Everything that would be written, in order; tokens are not known before the accounts exist. */
    public static List<ObjectNode> dryRun(RegistrationRequest request, UserAccess access) {
        List<ObjectNode> objects = new ArrayList<>();
        objects.add(RemoteObjects.namespace(request.remoteNamespace()));
        if (request.agent().kinds()) {
            objects.addAll(CrdInstaller.definitions(CrdFiles.ofAgent()).values());
        }
        grants(request).forEach(grant -> objects.add(grant.object()));
        Optional<AgentInstallation> agent = AgentInstallation.unseen(request);
        agent.ifPresent(installation -> {
            AgentInstaller.namespaces(installation).forEach(name -> objects.add(RemoteObjects.namespace(name)));
            AgentObjects.of(installation).forEach(manifest -> objects.add(manifest.object()));
        });
        if (request.longLived()) {
            objects.add(RemoteObjects.tokenSecret(request.remoteNamespace(), request.writer()));
            objects.add(RemoteObjects.tokenSecret(request.remoteNamespace(), request.reader()));
        }
        objects.add(RemoteObjects.namespace(request.managementNamespace()));
        ObjectNode cluster = ManagementObjects.kubernetesCluster(
                request, "", agent.map(AgentInstallation::namespace).or(request.agent()::namespace));
        cluster.set("status", ManagementObjects.status(request).path("status"));
        objects.add(cluster);
        Tokens none = new Tokens("TOKEN-OF-" + request.writer(), "TOKEN-OF-" + request.reader());
        objects.add(ManagementObjects.secret(request, RemoteServer.of(access, request.apiServerAddress()), none));
        return objects;
    }

    /** Checks, then writes. */
    public void run() throws CommandFailedException, InterruptedException {
        String uid = new RegistrationChecks(request, management, remote, server, progress).run();
        String plane = plane();
        Optional<String> registered = registeredAgent();
        Optional<AgentInstallation> agent = new AgentSurvey(request, remote, plane, progress).run(registered);
        try {
            writeRemote();
            if (agent.isPresent()) {
                new AgentInstaller(remote, plane, progress).install(agent.get());
            }
            Tokens tokens = tokens();
            new CredentialCheck(request, server, progress).run(tokens);
            Optional<String> agentNamespace = agent.map(AgentInstallation::namespace)
                    .or(request.agent()::namespace)
                    .or(() -> registered);
            writeManagement(uid, agentNamespace, tokens);
        } catch (CommandFailedException e) {
            throw new CommandFailedException(
                    String.valueOf(e.getMessage()), e.remedy().isEmpty() ? AGAIN : e.remedy() + "\n" + AGAIN);
        }
        progress.say("Cluster " + request.cluster() + " is registered in namespace " + request.managementNamespace()
                + " of " + management.name() + ".");
        if (server.isLoopback()) {
            progress.note("the plane will reach " + request.cluster() + " at " + server.url()
                    + ", which works on this machine only; elsewhere register with --api-server-address HOST:PORT");
        }
    }

    private String plane() throws CommandFailedException, InterruptedException {
        try {
            return OwnerLabels.plane(management.uid());
        } catch (ApiException e) {
            throw CommandFailedException.of(management.name() + ": namespace kube-system", e);
        }
    }

    /** Where the agent is by what is registered already. */
    private Optional<String> registeredAgent() throws CommandFailedException, InterruptedException {
        String path = ManagementObjects.KUBERNETES_CLUSTER.path(request.managementNamespace(), request.cluster());
        try {
            return management.find(path).flatMap(RegisteredAgent::namespace);
        } catch (ApiException e) {
            throw CommandFailedException.of(management.name() + ": KubernetesCluster " + request.cluster(), e);
        }
    }

    private static List<Manifest> grants(RegistrationRequest request) {
        String namespace = request.remoteNamespace();
        List<Manifest> grants = new ArrayList<>();
        for (String account : List.of(request.writer(), request.reader())) {
            grants.add(new Manifest(ResourceTypes.SERVICE_ACCOUNT, RemoteObjects.account(namespace, account)));
        }
        grants.add(new Manifest(
                ResourceTypes.CLUSTER_ROLE,
                RemoteObjects.clusterRole(RemoteObjects.WRITER_ROLE, RemoteRights.writer())));
        grants.add(new Manifest(
                ResourceTypes.CLUSTER_ROLE,
                RemoteObjects.clusterRole(RemoteObjects.READER_ROLE, RemoteRights.reader())));
        grants.add(new Manifest(
                ResourceTypes.CLUSTER_ROLE_BINDING,
                RemoteObjects.clusterRoleBinding(request.writer(), namespace, RemoteObjects.WRITER_ROLE)));
        grants.add(new Manifest(
                ResourceTypes.CLUSTER_ROLE_BINDING,
                RemoteObjects.clusterRoleBinding(request.reader(), namespace, RemoteObjects.READER_ROLE)));
        grants.add(new Manifest(ResourceTypes.ROLE, RemoteObjects.renewalRole(request)));
        grants.add(new Manifest(ResourceTypes.ROLE_BINDING, RemoteObjects.renewalBinding(request)));
        return grants;
    }

    private void writeRemote() throws CommandFailedException, InterruptedException {
        ensureNamespace(remote, request.remoteNamespace());
        if (request.agent().kinds()) {
            CrdInstaller.install(remote, CrdInstaller.definitions(CrdFiles.ofAgent()), progress);
        }
        for (Manifest grant : grants(request)) {
            ObjectNode object = grant.object();
            progress.step(remote.name() + ": " + grant.type().kind() + " " + grant.name(), () -> {
                if (grant.type().equals(ResourceTypes.SERVICE_ACCOUNT)) {
                    return remote.createIfAbsent(grant.type(), object) ? "created" : "";
                }
                remote.apply(grant.type(), object);
                return "";
            });
        }
    }

    private void ensureNamespace(Cluster cluster, String name) throws CommandFailedException, InterruptedException {
        progress.step(
                cluster.name() + ": Namespace " + name,
                () -> cluster.createIfAbsent(ResourceTypes.NAMESPACE, RemoteObjects.namespace(name)) ? "created" : "");
    }

    private Tokens tokens() throws CommandFailedException, InterruptedException {
        List<String> tokens = new ArrayList<>();
        for (String account : List.of(request.writer(), request.reader())) {
            progress.step(remote.name() + ": token of ServiceAccount " + account, () -> {
                TokenSource.Token token = request.longLived()
                        ? TokenSource.longLived(remote, request.remoteNamespace(), account)
                        : TokenSource.bound(remote, request.remoteNamespace(), account);
                tokens.add(token.text());
                return token.expires().isEmpty() ? "does not expire" : "expires at " + token.expires();
            });
        }
        return new Tokens(tokens.getFirst(), tokens.getLast());
    }

    private void writeManagement(String uid, Optional<String> agentNamespace, Tokens tokens)
            throws CommandFailedException, InterruptedException {
        ensureNamespace(management, request.managementNamespace());
        String name = request.managementNamespace() + "/" + request.cluster();
        progress.step(management.name() + ": KubernetesCluster " + name, () -> {
            management.apply(
                    ManagementObjects.KUBERNETES_CLUSTER,
                    ManagementObjects.kubernetesCluster(request, uid, agentNamespace));
            return "";
        });
        progress.step(management.name() + ": Secret " + name, () -> {
            writeSecret(ManagementObjects.secret(request, server, tokens));
            return "";
        });
        progress.step(management.name() + ": status of KubernetesCluster " + name, () -> {
            management.applyStatus(ManagementObjects.KUBERNETES_CLUSTER, ManagementObjects.status(request));
            return "";
        });
    }

    /** The type of an existing Secret cannot be changed; one of another type is somebody else's. */
    private void writeSecret(ObjectNode secret) throws ApiException, InterruptedException, CommandFailedException {
        Optional<ObjectNode> present =
                management.find(ResourceTypes.SECRET.path(request.managementNamespace(), request.cluster()));
        String type = present.map(found -> found.path("type").asText("")).orElse(ManagementObjects.SECRET_TYPE);
        if (!type.equals(ManagementObjects.SECRET_TYPE)) {
            throw new CommandFailedException(
                    management.name() + ": Secret " + request.managementNamespace() + "/" + request.cluster()
                            + " exists and is no kubeconfig Secret (type " + type + ")",
                    "Register the cluster under another name, or delete that Secret if nobody needs it.");
        }
        ObjectNode written = management.apply(ResourceTypes.SECRET, secret);
        if (written.at("/metadata/annotations").has(Marks.DEREGISTER)) {
            // Who registers again does not want it to end any more.
            management.annotate(ResourceTypes.SECRET, written, Map.of(Marks.DEREGISTER, Optional.empty()));
        }
    }
}
