// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.analysis.describe.DescribedKind;
import dev.weft.runtime.folder.UnusableFolderException;
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

/** {@code meshctl describe KIND}: renders a snapshot and shows the objects of a kind as a table. */
@Command(
        name = "describe",
        description =
                "Show meshes, workloads, services or policies of a snapshot folder as a table, with what render makes of them.",
        sortOptions = false)
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

    @Option(
            names = {"-s", "--search"},
            split = ",",
            paramLabel = "TEXT",
            description = "Only objects whose name contains one of these texts; may be repeated.")
    private List<String> search = new ArrayList<>();

    @Override
    public Integer call() throws UnusableFolderException {
        RenderOptions renderOptions = options.renderOptions();
        Rendering rendering = Render.of(options.read(), renderOptions);
        PrintWriter out = command.commandLine().getOut();
        out.println(kind.table(rendering.management(), search).draw());
        out.flush();
        return ExitCode.OK;
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
