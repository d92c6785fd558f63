// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.ClusterReader;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.LiveSnapshot;
import dev.weft.runtime.folder.OutputFolder;
import dev.weft.runtime.folder.SnapshotFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl debug snapshot}: the state of all clusters as a folder that render takes, without secrets. */
@Command(
        name = "snapshot",
        description = "Write the state of the management cluster and of all registered clusters to a folder, without"
                + " secrets, so that it can be looked at and rendered elsewhere. Clusters are only read.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl debug snapshot --live --dir snapshot",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the folder is written; clusters and kinds that could not be read are named, and unknown in it",
            "1:the management cluster does not answer or refuses; nothing is written",
            "2:the folder, the options or the kubeconfig cannot be used"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SnapshotCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--live",
            description = "Read the clusters themselves; the only source there is, so it may be left out.")
    @SuppressWarnings("UnusedVariable") // says what happens without it too
    private boolean live;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "weft-snapshot",
            description = "Folder to write; must be absent or empty (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--force", description = "Empty the folder first.")
    private boolean force;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call()
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        try (OutputFolder output = OutputFolder.ownerOnlyAt(folder, force);
                ClusterReader management = kube.managementReader()) {
            LiveSnapshot read =
                    LiveSnapshot.read(management, report.plane.namespace, VersionCommand.weftVersion(), Instant.now());
            SnapshotFiles files = SnapshotFiles.of(read.snapshot(), LiveSnapshot.versions());
            files.write(output);
            output.publish();
            SnapshotReport written = new SnapshotReport(read, files.masked(), folder, report.plane.namespace);
            PrintWriter out = command.commandLine().getOut();
            if (report.format == DataFormat.TEXT) {
                out.print(written.text());
                out.flush();
            } else {
                report.format.print(written.tree(), out);
            }
            return ExitCode.OK;
        }
    }
}
