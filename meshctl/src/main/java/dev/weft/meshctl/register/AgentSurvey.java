// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.discovery.detect.istio.IstioControlPlanes;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks where the agent of a cluster belongs, before anything is written: one agent on a cluster, in the namespace where the certificates of
 * its istiods are told already, because it leaves those of an agent elsewhere alone.
 */
final class AgentSurvey {

    private static final String UNCHANGED = " Nothing has been changed.";

    private final RegistrationRequest request;
    private final Cluster remote;
    private final String plane;
    private final Progress progress;

    /** @param plane value of {@link dev.weft.runtime.output.OwnerLabels#PLANE}, empty when it is not known */
    AgentSurvey(RegistrationRequest request, Cluster remote, String plane, Progress progress) {
        this.request = request;
        this.remote = remote;
        this.plane = plane;
        this.progress = progress;
    }

    /**
     * What is to be installed; empty when nothing is.
     *
     * @param registered the namespace that the registration names already
     */
    Optional<AgentInstallation> run(Optional<String> registered) throws CommandFailedException, InterruptedException {
        if (request.agent().image().isEmpty()) {
            return Optional.empty();
        }
        List<AgentInstallation> agents = new ArrayList<>();
        progress.step(remote.name() + ": where the agent belongs", () -> {
            SortedMap<String, SortedSet<String>> found = meshConfigs();
            SortedSet<String> wished = request.agent().istioNamespaces();
            SortedSet<String> istio = wished.isEmpty() ? new TreeSet<>(found.keySet()) : wished;
            if (istio.isEmpty()) {
                return "nowhere, no istiod was found";
            }
            String namespace = namespace(registered);
            SortedSet<String> read = new TreeSet<>();
            istio.forEach(place -> read.addAll(found.getOrDefault(place, AgentInstallation.MESH_CONFIG)));
            AgentInstallation agent = new AgentInstallation(
                    request.cluster(), plane, request.agent().image().get(), namespace, istio, read);
            checkIsTheOnlyOne(namespace);
            checkNames(agent);
            agents.add(agent);
            return "namespace " + namespace + ", for istiod in " + String.join(", ", istio);
        });
        if (agents.isEmpty()) {
            progress.note("no agent is installed on " + request.cluster() + ", because no istiod was found there."
                    + " Register it again when there is one, or name its namespace with --istio-namespace");
        }
        return agents.stream().findFirst();
    }

    /** By namespace with istiods, as discovery takes them for such: what they read as mesh configuration. */
    private SortedMap<String, SortedSet<String>> meshConfigs() throws ApiException, InterruptedException {
        ResourceType type = ResourceTypes.DEPLOYMENT;
        List<RawObject> deployments = new ArrayList<>();
        for (ObjectNode deployment : remote.list(type, "", "")) {
            JsonNode metadata = deployment.path("metadata");
            ObjectId id = new ObjectId(
                    request.cluster(),
                    SourceKinds.DEPLOYMENT,
                    metadata.path("namespace").asText(""),
                    metadata.path("name").asText(""));
            deployments.add(new RawObject(id, type.apiVersion(), deployment, remote.name()));
        }
        SortedMap<String, SortedSet<String>> read = new TreeMap<>();
        DiscoveryAssembly.of(
                        request.managementNamespace(),
                        new Ref(request.managementNamespace(), ""),
                        List.of(),
                        List.of(new RawCluster(request.cluster(), deployments, ClusterKnowledge.SYNCED)))
                .snapshot()
                .shards()
                .forEach((shard, facts) -> facts.controllers().values().stream()
                        .flatMap(deployment -> new IstioControlPlanes().detect(shard, deployment).stream())
                        .forEach(istiod -> read.computeIfAbsent(shard.namespace(), place -> new TreeSet<>())
                                .add(AgentRules.meshConfig(istiod.revision()))));
        return read;
    }

    private String namespace(Optional<String> registered)
            throws ApiException, InterruptedException, CommandFailedException {
        SortedSet<String> told = namespacesOfCertificates();
        Optional<String> named = request.agent().namespace().or(() -> registered);
        if (named.isEmpty() && told.size() > 1) {
            throw new CommandFailedException(
                    remote.name() + ": IssuedCertificates are in namespaces " + String.join(", ", told)
                            + ", and an agent answers those of its own only",
                    "Say with --agent-namespace where it is to be." + UNCHANGED);
        }
        String namespace = named.orElseGet(() -> told.isEmpty() ? AgentWish.NAMESPACE : told.first());
        if (!told.isEmpty() && !told.contains(namespace) && !request.force()) {
            throw new CommandFailedException(
                    remote.name() + ": IssuedCertificates are in namespace " + String.join(", ", told)
                            + ", and an agent in " + namespace + " leaves the Secrets cacerts of an agent there alone",
                    "Say --agent-namespace " + told.first()
                            + ". If those Secrets are to be made by hand or deleted, repeat the command with --force."
                            + UNCHANGED);
        }
        return namespace;
    }

    private SortedSet<String> namespacesOfCertificates() throws ApiException, InterruptedException {
        SortedSet<String> namespaces = new TreeSet<>();
        ResourceType type = ResourceTypes.of(Kinds.ISSUED_CERTIFICATE);
        boolean served = remote.find(type.path() + "?limit=1").isPresent();
        for (ObjectNode certificate : served ? remote.list(type, "", "") : List.<ObjectNode>of()) {
            namespaces.add(certificate.path("metadata").path("namespace").asText(""));
        }
        return namespaces;
    }

    /** Another one would answer the same IssuedCertificates, as that of the reference does wherever they are. */
    private void checkIsTheOnlyOne(String namespace) throws ApiException, InterruptedException, CommandFailedException {
        for (ObjectNode other : remote.list(ResourceTypes.DEPLOYMENT, "", AgentObjects.POD_SELECTOR)) {
            Manifest manifest = new Manifest(ResourceTypes.DEPLOYMENT, other);
            boolean isThis = manifest.namespace().equals(namespace)
                    && manifest.name().equals(AgentObjects.NAME)
                    && AgentObjects.isOurs(other, plane);
            if (!isThis) {
                throw new CommandFailedException(
                        remote.name() + ": another agent is there, " + manifest + " with image "
                                + other.at("/spec/template/spec/containers/0/image")
                                        .asText("?"),
                        remedy(manifest));
            }
        }
    }

    private String remedy(Manifest other) {
        if (AgentObjects.isOurs(other.object(), plane)) {
            return "Register without --agent-namespace to keep it there, or take it away with the registration: meshctl"
                    + " cluster deregister " + request.cluster() + "." + UNCHANGED;
        }
        return "Remove it as it was installed (for one of 0.12: helm -n " + other.namespace()
                + " uninstall cert-agent; certificates stay), then run the command again with --agent-namespace "
                + other.namespace()
                + ": the new one goes on with what it has made. Or keep it: --no-agent --agent-namespace "
                + other.namespace() + "." + UNCHANGED;
    }

    private void checkNames(AgentInstallation agent) throws ApiException, InterruptedException, CommandFailedException {
        List<String> taken = new ArrayList<>();
        for (Manifest object : AgentObjects.of(agent)) {
            Optional<ObjectNode> present = remote.find(object.path());
            if (present.isPresent() && !AgentObjects.isOurs(present.get(), plane)) {
                taken.add(object.toString());
            }
        }
        if (!taken.isEmpty()) {
            throw new CommandFailedException(
                    remote.name() + ": these objects are there and were not written by a registration with this plane: "
                            + String.join("; ", taken),
                    "Delete them if nobody needs them, choose another place with --agent-namespace, or leave the agent out"
                            + " with --no-agent." + UNCHANGED);
        }
    }
}
