// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.register.Deregistration;
import dev.weft.meshctl.register.DeregistrationRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl cluster deregister NAME}. */
@Command(
        name = "deregister",
        description = "Take a registration back, with everything that was discovered on the cluster and written to it."
                + " Namespaces and kinds stay. May be repeated.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl cluster deregister cluster-1 --mgmt-context management --remote-context cluster-1",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the cluster is not registered any more, or was not",
            "1:a cluster did not answer or refused something; what was done and what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DeregisterCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private RegistrationOptions options;

    @Option(names = "--force", description = "Go on without the cluster if it cannot be reached.")
    private boolean force;

    @Option(
            names = "--wait",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long a running plane may take to remove what it wrote, before meshctl does it"
                    + " (default: ${DEFAULT-VALUE}).")
    private int wait;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        try {
            DeregistrationRequest request = new DeregistrationRequest(
                    options.cluster(),
                    options.managementNamespace,
                    options.remoteNamespace,
                    force,
                    Duration.ofSeconds(wait));
            return run(request, command.commandLine().getOut());
        } catch (IllegalArgumentException e) {
            throw options.unusable(String.valueOf(e.getMessage()));
        }
    }

    private int run(DeregistrationRequest request, PrintWriter out)
            throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        try (Cluster management = options.management()) {
            Optional<UserAccess> access = remote(out);
            Optional<Cluster> remote = access.map(found -> KubeOptions.open(request.cluster(), found));
            try {
                new Deregistration(request, management, remote, Screen.progress(out)).run();
            } finally {
                remote.ifPresent(Cluster::close);
            }
            return ExitCode.OK;
        }
    }

    /** The context of a cluster that is gone may be gone too. */
    private Optional<UserAccess> remote(PrintWriter out) throws UnusableKubeconfigException {
        try {
            return Optional.of(options.remote());
        } catch (UnusableKubeconfigException e) {
            if (!force) {
                throw e;
            }
            Screen.progress(out).note(e.getMessage() + "; going on without the cluster because of --force");
            return Optional.empty();
        }
    }
}
