// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.meshctl.register.RegisteredCluster;
import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code meshctl cluster list}. */
@Command(
        name = "list",
        description =
                "Show the registered clusters, and whether the plane reaches them, may do its work there, and has done it.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl cluster list -o yaml")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call()
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        try (Cluster management = kube.management()) {
            List<RegisteredCluster> clusters = RegisteredCluster.all(management, report.plane.namespace);
            List<String> secrets = RegisteredCluster.secretsWithout(clusters, management, report.plane.namespace);
            PrintWriter out = command.commandLine().getOut();
            if (report.format == DataFormat.TEXT) {
                printTable(clusters, out);
                secrets.forEach(
                        name -> out.println("Secret " + name + " has a kubeconfig, but there is no KubernetesCluster "
                                + name + ": register the cluster again, or delete the Secret."));
                out.flush();
            } else {
                report.format.print(tree(clusters, secrets), out);
            }
            return ExitCode.OK;
        }
    }

    private void printTable(List<RegisteredCluster> clusters, PrintWriter out) {
        if (clusters.isEmpty()) {
            out.println("No cluster is registered in namespace " + report.plane.namespace + ".");
        } else {
            List<List<String>> rows = new ArrayList<>();
            List<String> titles = new ArrayList<>(List.of("NAME", "DOMAIN"));
            RegisteredCluster.CONDITIONS.forEach(condition -> titles.add(condition.toUpperCase(Locale.ROOT)));
            rows.add(titles);
            for (RegisteredCluster cluster : clusters) {
                List<String> row = new ArrayList<>(List.of(cluster.name(), cluster.clusterDomain()));
                RegisteredCluster.CONDITIONS.forEach(condition -> row.add(cluster.status(condition)));
                rows.add(row);
            }
            out.print(Tables.columns(rows));
            clusters.stream()
                    .filter(cluster -> !cluster.problem().isEmpty())
                    .forEach(cluster -> out.println(cluster.name() + ": " + cluster.problem()));
        }
    }

    private static ObjectNode tree(List<RegisteredCluster> clusters, List<String> secrets) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schemaVersion", 1);
        ArrayNode list = root.putArray("clusters");
        for (RegisteredCluster cluster : clusters) {
            ObjectNode node = list.addObject()
                    .put("name", cluster.name())
                    .put("namespace", cluster.namespace())
                    .put("clusterDomain", cluster.clusterDomain());
            ArrayNode conditions = node.putArray("conditions");
            cluster.conditions().values().forEach(conditions::add);
        }
        ArrayNode alone = root.putArray("secretsWithoutKubernetesCluster");
        secrets.forEach(alone::add);
        return root;
    }
}
