// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Entry point of {@code meshctl}.
 *
 * <p>Exit codes are those of interfaces.md: 0 done, 1 a defect of Weft (with a stack trace on stderr), 2 unusable flags
 * or input; commands add their own.
 */
@Command(
        name = "meshctl",
        description = "Management plane for many service meshes: render, inspect, operate.",
        subcommands = {VersionCommand.class},
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
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** {@code meshctl} without a command: usage on stderr, exit code 2. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command.");
    }
}
