// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.runtime.folder.UnusableFolderException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point. */
@Command(
        name = "meshctl",
        description = "Manage many service meshes in many clusters.",
        mixinStandardHelpOptions = false,
        subcommands = {RenderCommand.class, VersionCommand.class, CommandLine.HelpCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out, err));
    }

    /** Runs a command line; everything it prints goes to {@code out} and {@code err}. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (failure instanceof UnusableFolderException) {
                        err.println(failure.getMessage());
                        return ExitCode.UNUSABLE;
                    }
                    err.println("meshctl has a bug; please report it with the snapshot:");
                    failure.printStackTrace(err);
                    return ExitCode.BUG;
                });
        return args.length == 0 ? usage(commandLine, err) : commandLine.execute(args);
    }

    private static int usage(CommandLine commandLine, PrintWriter err) {
        commandLine.usage(err);
        return ExitCode.UNUSABLE;
    }
}
