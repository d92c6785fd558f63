// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.Kubeconfig;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.ClusterReader;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.LiveSnapshot;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which cluster is talked to. */
final class KubeOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig to use (default: those of KUBECONFIG, else ~/.kube/config).")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--kubecontext",
            paramLabel = "CONTEXT",
            description = "Context of the management cluster (default: the current one).")
    private Optional<String> context = Optional.empty();

    /** How the management cluster is reached. A credential plugin is run now. */
    UserAccess access() throws UnusableKubeconfigException {
        return read(kubeconfig).access(context);
    }

    /** Opens the management cluster. */
    Cluster management() throws UnusableKubeconfigException {
        return open("management", access());
    }

    /** Opens the management cluster for reads only. */
    ClusterReader managementReader() throws UnusableKubeconfigException {
        return ClusterReader.open("management", access().endpoint(), VersionCommand.weftVersion());
    }

    /** All clusters of the plane as they are now. */
    RawSnapshot snapshot(String installNamespace)
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        try (ClusterReader management = managementReader()) {
            return LiveSnapshot.read(management, installNamespace, VersionCommand.weftVersion(), Instant.now())
                    .snapshot();
        }
    }

    /** The same options for another command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        kubeconfig.ifPresent(file -> arguments.addAll(List.of("--kubeconfig", file.toString())));
        context.ifPresent(name -> arguments.addAll(List.of("--kubecontext", name)));
        return arguments;
    }

    boolean given() {
        return kubeconfig.isPresent() || context.isPresent();
    }

    static Kubeconfig read(Optional<Path> file) throws UnusableKubeconfigException {
        return Kubeconfig.read(file, System.getenv());
    }

    static Cluster open(String name, UserAccess access) {
        return Cluster.open(name, access.endpoint(), VersionCommand.weftVersion());
    }
}
