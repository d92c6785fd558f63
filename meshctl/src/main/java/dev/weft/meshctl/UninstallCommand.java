// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.install.PlaneRemoval;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl uninstall}. */
@Command(
        name = "uninstall",
        description = {
            "Remove the operators and their rights from the management cluster. The kinds, with all policies, and the namespace"
                    + " stay.",
            "Refused while clusters are registered: only a running plane, or meshctl cluster deregister, removes what was"
                    + " written to them."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl uninstall --kubecontext management",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is not installed any more, or was not",
            "1:clusters are registered, or the cluster refused something; what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UninstallCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private ReleaseOptions release;

    @Option(names = "--force", description = "Although clusters are registered; what was written to them stays.")
    private boolean force;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        UserAccess access = kube.access();
        Progress progress = Screen.progress(command.commandLine().getOut());
        try (Cluster management = KubeOptions.open("management", access)) {
            boolean was =
                    new PlaneRemoval(release.plane.namespace, release.name, management, access, progress).run(force);
            progress.say(
                    was
                            ? "Weft is uninstalled. The kinds and all objects of theirs stay; to delete them, which deletes all"
                                    + " policies: kubectl delete crd --selector app.kubernetes.io/name=weft"
                            : "There is no Helm release " + release.name + " in namespace " + release.plane.namespace
                                    + "; nothing was done.");
        }
        return ExitCode.OK;
    }
}
