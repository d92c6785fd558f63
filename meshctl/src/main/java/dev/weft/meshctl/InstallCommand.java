// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl install}: what the plane needs on its cluster. */
@Command(
        name = "install",
        description = "Install what the plane needs on the management cluster.",
        subcommands = InstallCrdsCommand.class)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class InstallCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
