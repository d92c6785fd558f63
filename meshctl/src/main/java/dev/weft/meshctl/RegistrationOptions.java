// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What register and deregister have in common: the cluster, and how both clusters are reached. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegistrationOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of the cluster.")
    private Optional<String> positional = Optional.empty();

    @Option(names = "--cluster-name", paramLabel = "NAME", description = "The same, as an option.")
    private Optional<String> named = Optional.empty();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig with the contexts (default: those of KUBECONFIG, else ~/.kube/config).")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--mgmt-kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig of the management cluster, if it is another one.")
    private Optional<Path> managementKubeconfig = Optional.empty();

    @Option(
            names = "--mgmt-context",
            paramLabel = "CONTEXT",
            description = "Context of the management cluster (default: the current one).")
    private Optional<String> managementContext = Optional.empty();

    @Option(
            names = "--remote-context",
            paramLabel = "CONTEXT",
            description = "Context of the cluster NAME (default: the current one).")
    private Optional<String> remoteContext = Optional.empty();

    @Option(
            names = {"--mgmt-namespace", "--federation-namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane (default: ${DEFAULT-VALUE}).")
    String managementNamespace;

    @Option(
            names = "--remote-namespace",
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Namespace of the accounts on the cluster (default: ${DEFAULT-VALUE}).")
    String remoteNamespace;

    String cluster() {
        if (positional.isPresent() && named.isPresent() && !positional.equals(named)) {
            throw unusable("the cluster has two names: " + positional.get() + " and " + named.get());
        }
        return positional.or(() -> named).orElseThrow(() -> unusable("which cluster? Give its NAME"));
    }

    Cluster management() throws UnusableKubeconfigException {
        return KubeOptions.open(
                "management",
                KubeOptions.read(managementKubeconfig.or(() -> kubeconfig)).access(managementContext));
    }

    UserAccess remote() throws UnusableKubeconfigException {
        return KubeOptions.read(kubeconfig).access(remoteContext);
    }

    ParameterException unusable(String why) {
        return new ParameterException(command.commandLine(), why);
    }
}
