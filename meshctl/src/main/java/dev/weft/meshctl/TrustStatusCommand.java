// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.trust.TrustTable;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl trust status}. */
@Command(
        name = "status",
        description =
                "Show for each VirtualMesh and cluster under which root certificates are, which roots are trusted, and what is"
                        + " being waited for: of the running clusters, or of a snapshot folder.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  meshctl trust status", "  meshctl trust status --snapshot snapshot"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrustStatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private SnapshotOptions options;

    @Mixin
    private KubeOptions kube;

    @Override
    public Integer call()
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        options.checkNotBoth(kube, "status shows a snapshot or clusters");
        RawSnapshot snapshot = options.readOr(kube);
        PrintWriter out = command.commandLine().getOut();
        out.print(TrustTable.of(snapshot, options.renderOptions().installNamespace()));
        out.flush();
        return ExitCode.OK;
    }
}
