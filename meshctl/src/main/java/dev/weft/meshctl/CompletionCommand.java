// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshctl completion}: a script for the shell that completes commands, options and their values. */
@Command(
        name = "completion",
        description = "Print a script that makes the shell complete commands and options.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(meshctl completion bash)",
            "  source <(meshctl completion zsh)",
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CompletionCommand implements Callable<Integer> {

    private enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        out.print(
                switch (shell) {
                    // One script serves both: it asks zsh to take completions of bash.
                    case BASH, ZSH -> AutoComplete.bash("meshctl", Main.commandLine());
                });
        out.flush();
        return ExitCode.OK;
    }
}
