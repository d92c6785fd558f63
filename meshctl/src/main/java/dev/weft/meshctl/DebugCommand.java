// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl debug}: what helps to find out what happens. */
@Command(
        name = "debug",
        description = "Find out what happens, or let somebody else find out.",
        subcommands = {SnapshotCommand.class, DebugReportCommand.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DebugCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
