// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.PrintWriter;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl install crds}. */
@Command(
        name = "crds",
        description =
                "Install the kinds of Weft, or bring them to the version of this meshctl. Objects stay. May be repeated.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl install crds --kubecontext management")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class InstallCrdsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private DryRunOptions dryRun;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        SortedMap<String, ObjectNode> definitions = CrdInstaller.definitions(CrdFiles.ofManagement());
        if (dryRun.asked) {
            dryRun.format.printObjects(List.copyOf(definitions.values()), out);
            return ExitCode.OK;
        }
        try (Cluster management = kube.management()) {
            CrdInstaller.install(management, definitions, Screen.progress(out));
            return ExitCode.OK;
        }
    }
}
