// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.restart;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.InstalledKinds;
import dev.weft.meshctl.live.LiveObjects;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.translate.trust.MeshAuthority;
import dev.weft.networking.translate.trust.PodBounceDirectives;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What there is to restart of a mesh, as the plane has discovered it: its istiod first, then gateways, then workloads, as after a new
 * certificate with {@code autoRestartPods}.
 *
 * @param mesh the Mesh
 * @param cluster on which it is
 * @param agentNamespace where the agent of that cluster is
 * @param caCerts the Secret that its istiod reads
 * @param spec what its agent is to be told; waits before the pods of a namespace until that has the root of {@code caCerts}
 * @param leftOut what is not restarted, and why, one sentence each
 */
public record RestartPlan(
        Ref mesh,
        String cluster,
        String agentNamespace,
        Ref caCerts,
        PodBounceDirectiveSpec spec,
        List<String> leftOut) {

    public RestartPlan {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads it from the management cluster.
     *
     * @param installNamespace of the plane
     * @throws CommandFailedException when there is no such Mesh, nothing of it is known to restart, or nobody is there who could
     */
    public static RestartPlan of(Cluster management, String installNamespace, Ref mesh)
            throws ApiException, InterruptedException, CommandFailedException {
        InstalledKinds.require(management.reader());
        List<RawObject> discovered = new ArrayList<>();
        for (String kind : List.of("Mesh", "Workload")) {
            LiveObjects.of(management, kind)
                    .forEach(document -> discovered.add(new RawObject(
                            document.id(),
                            document.object().path("apiVersion").asText(""),
                            document.object(),
                            management.name())));
        }
        Scope scope = new Scope(installNamespace, "", new Ref(installNamespace, "settings"), false);
        NetworkingSnapshot snapshot = SnapshotAssembly.of(scope, List.of(), discovered, new TreeMap<>())
                .snapshot();
        MeshFact found = snapshot.meshes().get(mesh);
        if (found == null) {
            throw new CommandFailedException("There is no Mesh " + mesh, "List them with meshctl describe mesh.");
        }
        return of(found, snapshot);
    }

    private static RestartPlan of(MeshFact mesh, NetworkingSnapshot snapshot) throws CommandFailedException {
        if (mesh.type() != MeshFact.Type.ISTIO || !mesh.isPlaced()) {
            throw new CommandFailedException(
                    "Mesh " + mesh.ref() + " is of type " + mesh.type().label()
                            + ", and only meshes of Istio are restarted",
                    "");
        }
        Optional<String> agent = mesh.istiod().agentNamespace();
        if (agent.isEmpty()) {
            throw new CommandFailedException(
                    "No cert-agent was found on cluster " + mesh.cluster() + ", which would restart Mesh " + mesh.ref(),
                    "Register the cluster again with meshctl cluster register, which installs one.");
        }
        List<WorkloadFact> workloads = snapshot.workloads().values().stream()
                .flatMap(List::stream)
                .filter(workload -> workload.mesh().equals(mesh.ref()))
                .toList();
        MeshAuthority authority = new MeshAuthority(List.of(mesh));
        PodBounceDirectives.Restarts restarts = PodBounceDirectives.of(authority, workloads);
        if (restarts.spec().isEmpty()) {
            throw new CommandFailedException(
                    "Nothing of Mesh " + mesh.ref() + " can be restarted: " + String.join("; ", restarts.leftOut()),
                    "");
        }
        return new RestartPlan(
                mesh.ref(),
                mesh.cluster(),
                agent.get(),
                authority.secret(),
                restarts.spec().get(),
                restarts.leftOut());
    }

    /** Name of the PodBounceDirective: not that of the plane's, which is named as the Mesh. */
    public String directive() {
        return mesh.name() + ".restart";
    }

    /** The same for a mesh whose istiod reads no certificate that an agent has stored: no namespace gets a root of it. */
    RestartPlan withoutWaitingForRoots() {
        List<PodSelector> selectors = selectors(spec).stream()
                .map(one -> new PodSelector(one.namespace(), one.labels(), one.waitForReplicas(), null))
                .toList();
        return new RestartPlan(mesh, cluster, agentNamespace, caCerts, new PodBounceDirectiveSpec(selectors), leftOut);
    }

    static List<PodSelector> selectors(PodBounceDirectiveSpec spec) {
        return spec.podsToBounce() == null
                ? List.of()
                : spec.podsToBounce().stream().filter(Objects::nonNull).toList();
    }

    /** What is restarted, one line each, in the order in which it is. */
    public List<String> lines() {
        return selectors(spec).stream().map(RestartPlan::words).toList();
    }

    static String words(PodSelector selector) {
        String labels = selector.labels() == null ? "" : new TreeMap<>(selector.labels()).toString();
        return "pods of " + selector.namespace() + " with " + labels;
    }
}
