// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.meshctl.restart.Restart;
import dev.weft.meshctl.restart.RestartPlan;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshctl mesh restart MESH}. */
@Command(
        name = "restart",
        description =
                "Have the agent of its cluster restart a mesh: istiod, then its gateways, then the workloads with a proxy."
                        + " May be repeated: a restart that is under way is followed.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl mesh restart istiod-istio-system-cluster-1 --dry-run",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was restarted, or is named with the reason why not",
            "1:a cluster did not answer or refused, nobody is there to do it, or the time was over; what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MeshRestartCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MESH", description = "Name of the Mesh, as meshctl describe mesh shows it.")
    private String mesh;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane, where Meshes are (default: ${DEFAULT-VALUE}).")
    private String namespace;

    @Option(names = "--dry-run", description = "Say what would be restarted, in which order, and restart nothing.")
    private boolean dryRun;

    @Option(
            names = "--timeout",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Mixin
    private KubeOptions kube;

    @Override
    public Integer call()
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        PrintWriter out = command.commandLine().getOut();
        try (Cluster management = kube.management()) {
            RestartPlan plan = RestartPlan.of(management, namespace, new Ref(namespace, mesh));
            if (dryRun) {
                print(plan, out);
                return ExitCode.OK;
            }
            try (Cluster cluster = open(management, plan.cluster())) {
                new Restart(plan, cluster, Duration.ofSeconds(timeout), Screen.progress(out)).run();
            }
            return ExitCode.OK;
        }
    }

    private static void print(RestartPlan plan, PrintWriter out) {
        out.println("Would restart on cluster " + plan.cluster()
                + ", in this order, what is istiod or carries a proxy of:");
        plan.lines().forEach(line -> out.println("  " + line));
        plan.leftOut().forEach(what -> out.println("Not restarted: " + what));
        out.flush();
    }

    /** As whom the plane writes there: the mesh may be on any cluster, and the user's kubeconfig need not know it. */
    private Cluster open(Cluster management, String cluster)
            throws ApiException, InterruptedException, CommandFailedException {
        Optional<ObjectNode> secret = management.find(ResourceTypes.SECRET.path(namespace, cluster));
        if (secret.isEmpty()) {
            throw new CommandFailedException(
                    "Cluster " + cluster + " is not registered: there is no Secret " + namespace + "/" + cluster,
                    "Register it with meshctl cluster register " + cluster + ".");
        }
        ObjectId id = new ObjectId(ObjectId.MANAGEMENT, Registration.SECRET, namespace, cluster);
        return switch (Registration.of(new RawObject(id, "v1", secret.get(), management.name()))) {
            case Registration.Usable usable -> Cluster.open(cluster, usable.writer(), VersionCommand.weftVersion());
            case Registration.Unusable unusable ->
                throw new CommandFailedException(
                        "Cluster " + cluster + " cannot be opened: " + unusable.problem(),
                        "Register it again with meshctl cluster register " + cluster + ".");
        };
    }
}
