// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.install.PlaneInstallation;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl upgrade}. */
@Command(
        name = "upgrade",
        description =
                "Bring an installed plane to the version of this meshctl: the kinds first, then the operators. Values stay as they"
                        + " are unless others are given.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl upgrade --kubecontext management",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the operators run in this version, or with --no-wait: everything has been written",
            "1:nothing is installed, the cluster refused something, or the operators do not run; what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UpgradeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private PlaneOptions options;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        return InstallCommand.run(
                options, PlaneInstallation::upgrade, command.commandLine().getOut());
    }
}
