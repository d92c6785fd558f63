// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.plan.Plan;
import dev.weft.analysis.plan.Planner;
import dev.weft.analysis.plan.Risk;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.plan.Changes;
import dev.weft.meshctl.plan.PlanJson;
import dev.weft.meshctl.plan.PlanText;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshctl plan}: what a change would do; it writes nothing anywhere. */
@Command(
        name = "plan",
        description = "Tell what a change would do, before it is made: objects, policies, findings, reach and risks.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  meshctl plan -f policies.yaml",
            "  meshctl plan --snapshot snapshot --delete TrafficPolicy/bookinfo/reviews --fail-on high"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the change has no effect",
            "1:a bug in meshctl, or a cluster that does not answer",
            "2:the change, the snapshot or the options cannot be used",
            "10:the change has an effect, which may be that it is INVALID",
            "11:--fail-on was given, and there is a risk of that level or a worse one"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PlanCommand implements Callable<Integer> {

    /** The values of {@code -o}. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN;

        @Override
        public String toString() {
            return switch (this) {
                case TEXT -> "text";
                case JSON -> "json";
                case MARKDOWN -> "markdown";
            };
        }
    }

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "CHANGE",
            description =
                    "File with objects of the management cluster, a folder of such files, or - for standard input;"
                            + " may be repeated.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--delete", paramLabel = "KIND/NS/NAME", description = "An object to be deleted; may be repeated.")
    private List<String> deletes = new ArrayList<>();

    @Option(
            names = "--fail-on",
            paramLabel = "low|medium|high",
            description = "End with 11 when there is a risk of that level or a worse one.")
    private Risk.@Nullable Level failOn;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json|markdown",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Mixin
    private SnapshotOptions snapshot;

    @Mixin
    private KubeOptions kube;

    @Override
    public Integer call()
            throws UnusableFolderException, UnusableKubeconfigException, ApiException, InterruptedException,
                    CommandFailedException {
        if (files.isEmpty() && deletes.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing: a change, by --filename or --delete");
        }
        snapshot.checkNotBoth(kube, "plan looks at a snapshot or at a cluster");
        RenderOptions options = snapshot.renderOptions();
        Changes changes = Changes.read(files, deletes, System.in);
        RawSnapshot now = snapshot.readOr(kube);
        Plan plan = Planner.plan(now, changes.against(now), options);
        print(plan, changes.ignored());
        if (failOn != null && plan.isRisky(failOn)) {
            return ExitCode.RISKY;
        }
        return plan.hasEffect() ? ExitCode.EFFECT : ExitCode.OK;
    }

    private void print(Plan plan, List<String> ignored) {
        PrintWriter out = command.commandLine().getOut();
        switch (format) {
            case TEXT -> out.print(PlanText.text(plan, ignored));
            case JSON -> out.println(PlanJson.of(plan, ignored).toPrettyString());
            case MARKDOWN -> out.print(PlanText.markdown(plan, ignored));
        }
        out.flush();
    }
}
