// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl trust}: the common root of a VirtualMesh. */
@Command(
        name = "trust",
        description = "Show how far the meshes of a VirtualMesh are under its root, and have another one made.",
        subcommands = {TrustStatusCommand.class, TrustRotateCommand.class, TrustRollbackCommand.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrustCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
