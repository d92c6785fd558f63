// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.check.Checks;
import dev.weft.meshctl.check.Outcome;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl check}. */
@Command(
        name = "check",
        description = "Check a plane: its kinds, its processes, its clusters with their agents, and the policies.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl check --kubecontext management",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is in order",
            "1:a check has failed, or the management cluster does not answer",
            "2:the options or the kubeconfig cannot be used"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws UnusableKubeconfigException, ApiException, InterruptedException {
        try (Cluster management = kube.management()) {
            List<Outcome> outcomes =
                    new Checks(management, report.plane.namespace, Instant.now(), VersionCommand.weftVersion()).run();
            PrintWriter out = command.commandLine().getOut();
            if (report.format == DataFormat.TEXT) {
                print(outcomes, out);
            } else {
                report.format.print(tree(outcomes), out);
            }
            return outcomes.stream().allMatch(Outcome::passed) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** The layout of the reference, with the hints that it keeps to itself. */
    private static void print(List<Outcome> outcomes, PrintWriter out) {
        String category = "";
        for (Outcome outcome : outcomes) {
            if (!outcome.category().equals(category)) {
                if (!category.isEmpty()) {
                    out.println();
                }
                category = outcome.category();
                out.println(category);
                out.println("-".repeat(category.length() + 3));
            }
            out.println((outcome.passed() ? "\u2705 " : "\u274c ") + outcome.title());
            outcome.errors().forEach(error -> out.println("  - " + error));
            outcome.notes().forEach(note -> out.println("  ? " + note));
            if (!outcome.hint().isEmpty()) {
                out.println("  -> " + outcome.hint());
            }
        }
        out.println();
        out.flush();
    }

    private static ObjectNode tree(List<Outcome> outcomes) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schemaVersion", 1);
        root.put("passed", outcomes.stream().allMatch(Outcome::passed));
        ArrayNode checks = root.putArray("checks");
        for (Outcome outcome : outcomes) {
            ObjectNode check = checks.addObject()
                    .put("category", outcome.category())
                    .put("title", outcome.title())
                    .put("passed", outcome.passed());
            ArrayNode errors = check.putArray("errors");
            outcome.errors().forEach(errors::add);
            check.put("hint", outcome.hint());
            ArrayNode notes = check.putArray("notes");
            outcome.notes().forEach(notes::add);
        }
        return root;
    }
}
