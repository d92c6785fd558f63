// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.describe.DescribedKind;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.LiveObjects;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code meshctl describe KIND}: the objects of a kind as a table, of a cluster or of a rendered snapshot. */
@Command(
        name = "describe",
        description = "Show meshes, workloads, services or policies as a table: of the management cluster as they are,"
                + " or of a snapshot folder with what render makes of them.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  meshctl describe trafficpolicy -s reviews", "  meshctl describe mesh --snapshot snapshot"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DescribeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "KIND",
            converter = Kind.class,
            description = "mesh, workload, traffictarget, trafficpolicy, accesspolicy, virtualmesh or failoverservice;"
                    + " also in the plural, or as vmesh, tt, tpol, apol, fos.")
    private DescribedKind kind;

    @Mixin
    private SnapshotOptions options;

    @Mixin
    private KubeOptions kube;

    @Option(
            names = {"-s", "--search"},
            split = ",",
            paramLabel = "TEXT",
            description = "Only objects whose name contains one of these texts; may be repeated.")
    private List<String> search = new ArrayList<>();

    @Override
    public Integer call()
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException {
        options.checkNotBoth(kube, "describe shows a snapshot or a cluster");
        List<ManagementDocument> documents = options.given() ? rendered() : live();
        PrintWriter out = command.commandLine().getOut();
        out.println(kind.table(documents, search).draw());
        out.flush();
        return ExitCode.OK;
    }

    private List<ManagementDocument> rendered() throws UnusableFolderException {
        RenderOptions renderOptions = options.renderOptions();
        return Render.of(options.read(), renderOptions).management();
    }

    private List<ManagementDocument> live() throws UnusableKubeconfigException, ApiException, InterruptedException {
        try (Cluster management = kube.management()) {
            return LiveObjects.of(management, kind.kind());
        }
    }

    /** Reads a kind as people write it. */
    static final class Kind implements ITypeConverter<DescribedKind> {
        @Override
        public DescribedKind convert(String word) {
            return DescribedKind.named(word)
                    .orElseThrow(() -> new TypeConversionException("there is no kind '" + word + "' to describe"));
        }
    }
}
