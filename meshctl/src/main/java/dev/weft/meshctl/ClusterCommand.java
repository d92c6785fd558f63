// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl cluster}: which clusters a plane manages. */
@Command(
        name = "cluster",
        description = "Register, deregister and list the clusters of a plane.",
        subcommands = {RegisterCommand.class, DeregisterCommand.class, ListCommand.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
