// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.install.PlaneCharts;
import dev.weft.meshctl.install.PlaneInstallation;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl install}. */
@Command(
        name = "install",
        description = {
            "Install the plane on its management cluster: the kinds, the operators and their rights, as Helm releases weft-crds"
                    + " and weft that helm knows, too.",
            "One that is there is brought to the version of this meshctl. May be repeated; a run that was interrupted is gone on"
                    + " from."
        },
        subcommands = InstallCrdsCommand.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  meshctl install --kubecontext management --set discovery.replicas=2 --set networking.replicas=2",
            "  meshctl install --dry-run"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the operators run, or with --no-wait: everything has been written",
            "1:the cluster did not answer, refused something, or the operators do not run; what to do is said",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class InstallCommand implements Callable<Integer> {

    /** What is done with the charts and the cluster. */
    interface Work {
        void on(PlaneInstallation installation, PlaneCharts charts) throws CommandFailedException, InterruptedException;
    }

    @Spec
    private CommandSpec command;

    @Mixin
    private PlaneOptions options;

    @Override
    public Integer call() throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        return run(options, PlaneInstallation::install, command.commandLine().getOut());
    }

    static int run(PlaneOptions options, Work work, PrintWriter out)
            throws UnusableKubeconfigException, CommandFailedException, InterruptedException {
        PlaneInstallation.Request request;
        try (PlaneCharts charts = PlaneCharts.unpack()) {
            request = options.request(charts);
            if (options.dryRun.asked) {
                options.dryRun.format.printObjects(PlaneInstallation.objects(request, charts), out);
                return ExitCode.OK;
            }
            UserAccess access = options.kube.access();
            try (Cluster management = KubeOptions.open("management", access)) {
                work.on(new PlaneInstallation(request, management, access, Screen.progress(out)), charts);
            }
        }
        Screen.progress(out)
                .say("Weft " + VersionCommand.weftVersion() + " is installed in namespace " + request.namespace()
                        + ". Register clusters: meshctl cluster register NAME --remote-context CONTEXT"
                        + (request.namespace().equals("gloo-mesh") ? "" : " --mgmt-namespace " + request.namespace()));
        return ExitCode.OK;
    }
}
