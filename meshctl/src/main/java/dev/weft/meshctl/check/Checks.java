// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.meshctl.crds.SchemaFit;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Planes;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.meshctl.register.RegisteredCluster;
import dev.weft.runtime.kube.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of a plane, from what its management cluster tells. All of them are made, whatever one comes to. */
public final class Checks {

    private static final String PLANE = "Weft";

    private final Cluster management;
    private final String namespace;
    private final Instant now;
    private final String version;

    /**
     * @param namespace install namespace of the plane
     * @param version of meshctl
     */
    public Checks(Cluster management, String namespace, Instant now, String version) {
        this.management = management;
        this.namespace = namespace;
        this.now = now;
        this.version = version;
    }

    @FunctionalInterface
    private interface Check {
        List<String> errors() throws ApiException, InterruptedException, CommandFailedException;
    }

    /** @throws ApiException when the server cannot be reached at all */
    public List<Outcome> run() throws ApiException, InterruptedException {
        management.version();
        return List.of(
                outcome(
                        PLANE,
                        "kinds are installed and can hold what this meshctl knows",
                        this::kinds,
                        "meshctl install crds"),
                outcome(
                        PLANE,
                        "discovery and networking are running",
                        this::processes,
                        "kubectl -n " + namespace + " get deployments,leases,events"),
                outcome(
                        "Clusters",
                        "registered clusters are reachable, permitted and programmed",
                        this::clusters,
                        "meshctl cluster list; register a cluster again if its rights or credentials are wrong"),
                agents(),
                outcome(
                        "Management Configuration",
                        "networking configuration resources are in a valid state",
                        () -> PolicyCheck.errors(management),
                        "kubectl describe the policy: its conditions say what to correct"));
    }

    private Outcome agents() throws InterruptedException {
        AgentCheck agents = new AgentCheck(management, namespace, version);
        return outcome(
                        "Clusters",
                        "registered agents are there, ready and not too old",
                        () -> {
                            agents.run();
                            return agents.errors();
                        },
                        "meshctl cluster register again installs the agent of this version; kubectl describe its Deployment")
                .noting(agents.notes());
    }

    private static Outcome outcome(String category, String title, Check check, String hint)
            throws InterruptedException {
        try {
            List<String> errors = check.errors();
            return new Outcome(category, title, errors, errors.isEmpty() ? "" : hint);
        } catch (ApiException e) {
            return new Outcome(
                    category, title, List.of(String.valueOf(e.getMessage())), CommandFailedException.remedy(e));
        } catch (CommandFailedException e) {
            return new Outcome(category, title, List.of(String.valueOf(e.getMessage())), e.remedy());
        }
    }

    private List<String> kinds() throws ApiException, InterruptedException {
        List<String> errors = new ArrayList<>();
        for (var ours : CrdInstaller.definitions(CrdFiles.ofManagement()).entrySet()) {
            Optional<ObjectNode> installed = management.find(ResourceTypes.CRD.path("", ours.getKey()));
            if (installed.isEmpty()) {
                errors.add(ours.getKey() + " is not installed");
            } else if (!CrdInstaller.isEstablished(installed.get())) {
                errors.add(ours.getKey() + " is not served");
            } else {
                SchemaFit.misfit(ours.getValue(), installed.get())
                        .ifPresent(misfit -> errors.add(ours.getKey() + " is of another version: " + misfit));
            }
        }
        return errors;
    }

    /** Deployments, or, where the plane runs outside of the cluster, the Leases that its processes renew. */
    private List<String> processes() throws ApiException, InterruptedException {
        if (management.find(ResourceTypes.NAMESPACE.path("", namespace)).isEmpty()) {
            return List.of("namespace '" + namespace + "' does not exist");
        }
        List<String> errors = new ArrayList<>();
        List<ObjectNode> deployments = management.list(ResourceTypes.DEPLOYMENT, namespace, "");
        for (ObjectNode deployment : deployments) {
            if (deployment.path("status").path("availableReplicas").asInt(0) < 1) {
                errors.add(
                        "Deployment " + deployment.path("metadata").path("name").asText("") + "." + namespace
                                + " has no available pod");
            }
        }
        return deployments.isEmpty() ? leases() : errors;
    }

    private List<String> leases() throws ApiException, InterruptedException {
        List<String> errors = new ArrayList<>();
        for (String name : Planes.LEASES) {
            Optional<Planes.Held> lease = Planes.lease(management, namespace, name, now);
            if (lease.isEmpty()) {
                errors.add(name + " has never run: no Deployment and no Lease " + name + "." + namespace);
            } else if (!lease.get().fresh()) {
                errors.add(name + " does not run: its Lease was last renewed at "
                        + lease.get().renewed());
            }
        }
        return errors;
    }

    private List<String> clusters() throws ApiException, InterruptedException, CommandFailedException {
        List<RegisteredCluster> clusters = RegisteredCluster.all(management, namespace);
        List<String> errors = new ArrayList<>();
        clusters.stream()
                .filter(cluster -> !cluster.problem().isEmpty())
                .forEach(cluster -> errors.add(cluster.name() + ": " + cluster.problem()));
        RegisteredCluster.secretsWithout(clusters, management, namespace)
                .forEach(name -> errors.add("Secret " + name + "." + namespace
                        + " has a kubeconfig but no KubernetesCluster " + name + " tells how its cluster is"));
        return errors;
    }
}
