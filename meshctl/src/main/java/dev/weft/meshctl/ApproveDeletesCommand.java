// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.output.Approvals;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl approve deletes}. */
@Command(
        name = "deletes",
        description = {
            "Show the deletes that wait on a cluster, and with --yes let them go.",
            "After a start a plane deletes nothing by itself when that would be at least five objects and more than a tenth of"
                    + " what is its own: it may have lost its policies, or been restored from an old backup."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl approve deletes --cluster cluster-1 --yes",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:they are approved, or none wait",
            "1:some wait and --yes was not given, or the cluster did not answer or refused something",
            "2:the options or the kubeconfig cannot be used; nothing was done"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ApproveDeletesCommand implements Callable<Integer> {

    private static final ResourceType CLUSTERS = ResourceTypes.of(Kinds.KUBERNETES_CLUSTER);

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private NamespaceOption plane;

    @Option(names = "--cluster", required = true, paramLabel = "NAME", description = "The registered cluster.")
    private String cluster;

    @Option(names = "--yes", description = "Approve the deletes whose digests are shown, and no others.")
    private boolean yes;

    @Override
    public Integer call()
            throws UnusableKubeconfigException, CommandFailedException, ApiException, InterruptedException {
        Progress progress = Screen.progress(command.commandLine().getOut());
        try (Cluster management = kube.management()) {
            ObjectNode registration = management
                    .find(CLUSTERS.path(plane.namespace, cluster))
                    .orElseThrow(() -> new CommandFailedException(
                            "there is no KubernetesCluster " + plane.namespace + "/" + cluster,
                            "meshctl cluster list shows those that are registered."));
            SortedSet<String> digests = new TreeSet<>();
            for (JsonNode condition : registration.at("/status/conditions")) {
                String message = condition.path("message").asText("");
                if (digests.addAll(Approvals.asked(message))) {
                    progress.say(condition.path("type").asText("") + ": " + message);
                }
            }
            if (digests.isEmpty()) {
                progress.say("No deletes wait on cluster " + cluster + ".");
                return ExitCode.OK;
            }
            if (!yes) {
                progress.say("Nothing is approved yet. To let these go, and no others, repeat the command with --yes.");
                return ExitCode.FAILED;
            }
            progress.step("KubernetesCluster " + plane.namespace + "/" + cluster, () -> {
                management.annotate(
                        CLUSTERS, registration, Map.of(Approvals.ANNOTATION, Optional.of(String.join(",", digests))));
                return "approved " + String.join(", ", digests);
            });
            return ExitCode.OK;
        }
    }
}
