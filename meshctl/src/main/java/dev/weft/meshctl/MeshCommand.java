// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl mesh}: a mesh as a whole. */
@Command(
        name = "mesh",
        description = "Restart what holds certificates of a mesh.",
        subcommands = MeshRestartCommand.class)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MeshCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
