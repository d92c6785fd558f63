// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.folder.OutputFolder;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl render}: a snapshot folder in, the configuration of every cluster, the statuses and the findings out. */
@Command(
        name = "render",
        description = "Translate a snapshot folder into the configuration of every cluster, offline.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl render --snapshot docs/demo/bookinfo/snapshot --output out",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all inputs are accepted",
            "1:a bug in meshctl",
            "2:the folder or the options cannot be used",
            "3:some inputs are INVALID or FAILED, or do not decode; the others are translated"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RenderCommand implements Callable<Integer> {

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Spec
    private CommandSpec command;

    @Mixin
    private SnapshotOptions options;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "OUT",
            description = "Folder to write to; must be absent or empty.")
    private Path output;

    @Option(names = "--force", description = "Empty the output folder first.")
    private boolean force;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to print the summary (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    public Integer call() throws UnusableFolderException, IOException {
        try (OutputFolder folder = OutputFolder.at(output, options.folder(), force)) {
            RenderOptions renderOptions = options.renderOptions();
            Rendering rendering = Render.of(options.read(), renderOptions);
            write(rendering, folder);
            folder.publish();
            PrintWriter out = command.commandLine().getOut();
            switch (format) {
                case TEXT -> RenderSummary.of(rendering).print(out, output);
                case JSON -> out.println(RenderSummary.of(rendering).json());
            }
            out.flush();
            return rendering.rejected() ? ExitCode.REJECTED : ExitCode.OK;
        }
    }

    private void write(Rendering rendering, OutputFolder folder) throws UnusableFolderException, IOException {
        for (var cluster : rendering.outputs().entrySet()) {
            for (Rendered output : cluster.getValue()) {
                JsonNode tree = mapper.readTree(output.json());
                write(folder, "clusters/" + cluster.getKey(), output.id(), fileKind(output.id()), tree);
            }
        }
        for (ManagementDocument document : rendering.management()) {
            write(folder, "mgmt", document.id(), document.id().kind().kind(), document.object());
        }
        folder.writeFile(
                "deletes.txt",
                rendering.deletes().stream()
                        .map(id -> id.cluster() + " " + OutputFolder.objectKey(fileKind(id), id.namespace(), id.name())
                                + "\n")
                        .sorted()
                        .collect(Collectors.joining()));
        folder.writeFile("findings.json", FindingsJson.of(rendering.findings()));
    }

    private static void write(OutputFolder folder, String where, ObjectId id, String kind, JsonNode tree)
            throws UnusableFolderException {
        folder.writeObject(where, kind, id.namespace(), id.name(), CanonicalYaml.of(tree));
    }

    /** A kind whose name one of the discovered kinds also has is written with its group. */
    private static String fileKind(ObjectId id) {
        String kind = id.kind().kind();
        boolean clashes = kind.equals("TrafficTarget") || kind.equals("Mesh") || kind.equals("Workload");
        return clashes ? kind + "." + id.kind().group() : kind;
    }
}
