// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.meshctl.kubeconfig.Kubeconfig;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.register.OperatorAccounts;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.output.LedgerRules;
import dev.weft.runtime.output.OwnerLabels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the scenes play with. Closing it ends the operators first, then the servers. Not for several threads. */
final class World implements AutoCloseable {

    static final String MANAGEMENT = "mgmt";
    static final String FIRST = "cluster-1";
    static final String SECOND = "cluster-2";
    static final String APPLICATIONS = "bookinfo";

    private final DemoOptions options;
    private final Stage stage;
    private final DemoFolder folder;
    private final DemoData data;
    private final Awaiting awaiting;
    private final Map<String, DemoCluster> clusters = new LinkedHashMap<>();
    private final List<Duration> edits = new ArrayList<>();
    private final List<DemoAgent> agents = new ArrayList<>();
    private @Nullable DemoPlane plane;

    World(DemoOptions options, Stage stage) throws IOException {
        this.options = options;
        this.stage = stage;
        folder = options.folder().isPresent() ? DemoFolder.at(options.folder().get()) : DemoFolder.temporary();
        data = DemoData.unpack(folder.working("load"));
        awaiting = new Awaiting(options.timeout());
    }

    DemoOptions options() {
        return options;
    }

    DemoFolder folder() {
        return folder;
    }

    DemoData data() {
        return data;
    }

    Awaiting awaiting() {
        return awaiting;
    }

    /** Where all of this is. */
    Stage stage() {
        return stage;
    }

    /**
     * Starts the clusters and writes their kubeconfigs.
     *
     * @param load by name of the cluster, files and folders of the objects that it has from the start
     */
    void startClusters(Map<String, List<Path>> load) throws IOException, InterruptedException, CommandFailedException {
        for (Map.Entry<String, StageServer> started :
                stage.start(load, folder.working("stage"), folder.logs()).entrySet()) {
            clusters.put(started.getKey(), new DemoCluster(started.getKey(), started.getValue()));
            folder.writeKubeconfig(started.getKey(), started.getValue().kubeconfig());
        }
    }

    DemoCluster cluster(String name) {
        return Objects.requireNonNull(clusters.get(name), name);
    }

    DemoCluster management() {
        return cluster(MANAGEMENT);
    }

    /** The started ones, in order. */
    List<DemoCluster> clusters() {
        return List.copyOf(clusters.values());
    }

    /** Those that are or will be registered. */
    List<DemoCluster> registered() {
        return clusters().stream()
                .filter(cluster ->
                        options.registerManagement() || !cluster.name().equals(MANAGEMENT))
                .toList();
    }

    /** How a user reaches a cluster: by the kubeconfig in the folder. */
    UserAccess access(String cluster) throws UnusableKubeconfigException {
        return Kubeconfig.read(Optional.of(folder.kubeconfig(cluster)), Map.of())
                .access(Optional.empty());
    }

    /** Both operators, each with an account of its own on the management cluster. */
    void startPlane() throws IOException, InterruptedException, UnusableKubeconfigException, ApiException {
        Endpoint administrator = access(MANAGEMENT).endpoint();
        try (Cluster management = Registrar.open(this, MANAGEMENT)) {
            plane = DemoPlane.start(
                    OperatorAccounts.install(
                            management, administrator, DemoPlane.NAMESPACE, OperatorRights.discovery()),
                    OperatorAccounts.install(
                            management, administrator, DemoPlane.NAMESPACE, OperatorRights.networking()),
                    stage.callers().isPresent() ? LedgerRules.SETTLE : DemoPlane.SETTLE);
        }
    }

    DemoPlane plane() {
        return Objects.requireNonNull(plane, "the plane has not been started");
    }

    /** The agent that registration has installed on a cluster, where one can see anything. It starts meanwhile. */
    void startAgent(String name)
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        Optional<Handshakes> handshakes = stage.handshakes(name);
        if (handshakes.isPresent()) {
            try (Cluster administrator = Registrar.open(this, name)) {
                Endpoint endpoint = access(name).endpoint();
                agents.add(DemoAgent.start(cluster(name), administrator, endpoint, handshakes.get()));
            }
        }
    }

    /** The first agent that does not work yet, and why. */
    Optional<String> agentsNotYet() {
        return agents.stream().map(DemoAgent::notYet).flatMap(Optional::stream).findFirst();
    }

    /** Where the operators serve their metrics; empty before they run. */
    Map<String, String> metrics() {
        return plane == null ? Map.of() : plane.metrics();
    }

    /** Selects what this plane has written. */
    String outputsSelector() {
        return OwnerLabels.OWNER + "=" + DemoPlane.NAMESPACE;
    }

    /** How long each edit took from the call of the user to the last workload cluster. */
    List<Duration> edits() {
        return edits;
    }

    @Override
    public void close() throws IOException {
        for (DemoAgent agent : agents) {
            agent.close();
        }
        if (plane != null) {
            plane.close();
        }
        stage.close();
        folder.close();
    }
}
