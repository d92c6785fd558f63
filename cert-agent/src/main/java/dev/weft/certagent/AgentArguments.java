// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent;

import dev.weft.certagent.issue.AgentRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What an agent is told of where it stands: by the command line of its Deployment, and by the environment of its pod. */
public final class AgentArguments {

    @Option(
            names = {"-n", "--namespace"},
            description = "Where the agent is installed, and its IssuedCertificates are. Default: environment"
                    + " POD_NAMESPACE, else gloo-mesh.")
    private @Nullable String namespace;

    @Option(
            names = "--istio-namespace",
            paramLabel = "NS",
            description = "Where istiod runs: the agent writes the Secret cacerts there and nowhere else. May be given"
                    + " several times. Default: istio-system.")
    private List<String> istioNamespaces = new ArrayList<>();

    @Option(
            names = "--mesh-config",
            paramLabel = "NAME",
            description =
                    "ConfigMap there with the mesh configuration, in which the agent keeps entries of its own. May"
                            + " be given several times. Default: istio.")
    private List<String> meshConfigs = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Name of the cluster, for labels. Default: environment AGENT_CLUSTER.")
    private @Nullable String cluster;

    @Option(
            names = "--renewal-ratio",
            paramLabel = "RATIO",
            defaultValue = "0.1",
            description =
                    "Renew a certificate when no more than this part of its life is left. Default: ${DEFAULT-VALUE}.")
    private double renewalRatio = AgentRules.DEFAULT_RATIO;

    AgentArguments() {}

    /**
     * What a Deployment tells the agent that it starts.
     *
     * @param arguments of the container; none but those that say where it stands
     * @throws IllegalArgumentException when there is another one
     */
    public static AgentRules rules(List<String> arguments, Map<String, String> environment) {
        AgentArguments told = new AgentArguments();
        try {
            new CommandLine(told).parseArgs(arguments.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            throw new IllegalArgumentException("arguments of cert-agent: " + e.getMessage(), e);
        }
        return told.rules(environment);
    }

    /** What they come to in a pod with this environment. */
    AgentRules rules(Map<String, String> environment) {
        return new AgentRules(
                orElse(namespace, environment.getOrDefault("POD_NAMESPACE", "gloo-mesh")),
                orElse(cluster, environment.getOrDefault("AGENT_CLUSTER", "")),
                new TreeSet<>(istioNamespaces.isEmpty() ? List.of("istio-system") : istioNamespaces),
                new TreeSet<>(meshConfigs.isEmpty() ? List.of(AgentRules.MESH_CONFIG) : meshConfigs),
                renewalRatio);
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null || text.isEmpty() ? otherwise : text;
    }
}
