// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.analysis.RenderOptions;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.validate.Check;
import dev.weft.meshctl.validate.Report;
import dev.weft.meshctl.validate.ReportJson;
import dev.weft.meshctl.validate.ReportText;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Severity;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshctl validate}: whether an API server and the plane would take objects; it writes nothing anywhere. */
@Command(
        name = "validate",
        description =
                "Tell whether objects would be taken: by their schema, by themselves and, with --snapshot or --live,"
                        + " beside what is there.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  meshctl validate -f policies.yaml",
            "  meshctl validate -f policies.yaml --snapshot snapshot --fail-on warning"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no object is refused or invalid; there may be warnings",
            "1:a bug in meshctl, or a cluster that does not answer",
            "2:a file, the snapshot or the options cannot be used",
            "3:there are errors, or findings as bad as --fail-on says"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ValidateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "File with objects, a folder of such files, or - for standard input; may be repeated.")
    private List<String> files;

    @Option(names = "--live", description = "Hold the objects against the clusters as they are now.")
    private boolean live;

    @Option(names = "--strict", description = "An object of no kind of Weft is an error.")
    private boolean strict;

    @Option(
            names = "--fail-on",
            defaultValue = "error",
            paramLabel = "error|warning|info",
            description =
                    "End with 3 when there is a finding of that severity or a worse one (default: ${DEFAULT-VALUE}).")
    private Severity failOn;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Mixin
    private SnapshotOptions snapshot;

    @Mixin
    private KubeOptions kube;

    @Override
    public Integer call()
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        if (snapshot.given() && (live || kube.given())) {
            throw new ParameterException(
                    command.commandLine(),
                    "validate looks at a snapshot or at clusters: --snapshot excludes --live and --kubeconfig");
        }
        RenderOptions options = snapshot.renderOptions();
        List<RawObject> objects = ObjectFiles.read(files, System.in);
        if (objects.isEmpty()) {
            throw new UnusableFolderException(String.join(", ", files), 0, 0, "no object is in there");
        }
        Report report = report(new Check(options, strict), objects, options);
        print(report);
        return report.fails(failOn) ? ExitCode.REJECTED : ExitCode.OK;
    }

    /** Naming a cluster means looking at it. */
    private Report report(Check check, List<RawObject> objects, RenderOptions options)
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        if (snapshot.given()) {
            return check.in(snapshot.read(), Report.Against.SNAPSHOT, objects);
        }
        if (live || kube.given()) {
            return check.in(kube.snapshot(options.installNamespace()), Report.Against.CLUSTERS, objects);
        }
        return check.alone(objects);
    }

    private void print(Report report) {
        PrintWriter out = command.commandLine().getOut();
        switch (format) {
            case TEXT -> out.print(ReportText.of(report));
            case JSON -> out.println(ReportJson.of(report, failOn).toPrettyString());
        }
        out.flush();
    }
}
