// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl approve}: what the plane does only when somebody has looked at it. */
@Command(
        name = "approve",
        description = "Approve what a plane does only when somebody has looked at it.",
        subcommands = ApproveDeletesCommand.class)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ApproveCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
