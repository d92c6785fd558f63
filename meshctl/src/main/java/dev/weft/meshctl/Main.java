// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.runtime.folder.UnusableFolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Entry point of {@code meshctl}. Exit codes are those of {@link ExitCode}. */
@Command(
        name = "meshctl",
        description = "Management plane for many service meshes: render, inspect, operate.",
        subcommands = {RenderCommand.class, DescribeCommand.class, VersionCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command tree, for {@link #main} and for tests, which give it their own output streams. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof UnusableFolderException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.UNUSABLE;
        }
        command.getErr().println("meshctl has a bug. Please report it, if you can with the snapshot:");
        failure.printStackTrace(command.getErr());
        return ExitCode.BUG;
    }

    /** {@code meshctl} without a command: usage on stderr, exit code 2. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command.");
    }
}
