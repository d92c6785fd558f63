// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.register.Registration;
import dev.weft.meshctl.register.RegistrationRequest;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl cluster register NAME}. */
@Command(
        name = "register",
        description = "Let the plane of the management cluster manage a cluster: accounts with least rights there,"
                + " a kubeconfig Secret and a KubernetesCluster here. May be repeated.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl cluster register cluster-1 --mgmt-context management --remote-context cluster-1",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the cluster is registered",
            "1:a cluster did not answer, refused something, or has another name; what was done and what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegisterCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private RegistrationOptions options;

    @Option(
            names = "--cluster-domain",
            defaultValue = "cluster.local",
            paramLabel = "DOMAIN",
            description = "DNS domain of the cluster's Services (default: ${DEFAULT-VALUE}).")
    private String clusterDomain;

    @Option(
            names = "--api-server-address",
            paramLabel = "HOST[:PORT]",
            description = "Where the plane reaches the API server, if not where you reach it;"
                    + " the server's certificate must name that host.")
    private Optional<String> apiServerAddress = Optional.empty();

    @Option(
            names = "--long-lived-token",
            description = "Use tokens that do not expire, in Secrets on the cluster, instead of tokens of 7 days.")
    private boolean longLivedToken;

    @Mixin
    private AgentOptions agent;

    @Option(names = "--force", description = "Give the name to this cluster even if another one has it.")
    private boolean force;

    @Mixin
    private DryRunOptions dryRun;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        try {
            RegistrationRequest request = new RegistrationRequest(
                    options.cluster(),
                    options.managementNamespace,
                    options.remoteNamespace,
                    clusterDomain,
                    apiServerAddress,
                    longLivedToken,
                    agent.wish(),
                    force);
            return run(request, options.remote(), command.commandLine().getOut());
        } catch (IllegalArgumentException e) {
            throw options.unusable(String.valueOf(e.getMessage()));
        }
    }

    private int run(RegistrationRequest request, UserAccess access, PrintWriter out)
            throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        if (dryRun.asked) {
            dryRun.format.printObjects(Registration.dryRun(request, access), out);
            return ExitCode.OK;
        }
        try (Cluster management = options.management();
                Cluster remote = KubeOptions.open(request.cluster(), access)) {
            new Registration(request, management, remote, access, Screen.progress(out)).run();
            return ExitCode.OK;
        }
    }
}
