// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import dev.weft.certagent.AgentArguments;
import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Server;
import dev.weft.discovery.DiscoveryMain;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.plane.PlaneServer;
import dev.weft.meshctl.plane.SilentPods;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.meshctl.register.Registration;
import dev.weft.meshctl.register.RegistrationRequest;
import dev.weft.networking.NetworkingMain;
import dev.weft.networking.input.Scope;
import dev.weft.pki.KeySpec;
import dev.weft.runtime.cluster.KubeconfigReader;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.runtime.process.OperatorSettings;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.watch.LoopHealth;
import dev.weft.runtime.watch.WatchSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** A management cluster and one with a mesh, empty of Weft; what charts say is started in this process as kubelet would start it. */
final class InstalledPlane implements AutoCloseable {

    static final String INSTALL = "gloo-mesh";
    static final String AGENT = "weft-agent";

    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters/cluster-1";

    final PlaneServer management;
    final PlaneServer cluster;
    private final List<AutoCloseable> running = new ArrayList<>();

    /** @param cluster has the mesh of the demo's {@code cluster-1}, and its name */
    InstalledPlane(PlaneServer management, PlaneServer cluster) {
        this.management = management;
        this.cluster = cluster;
    }

    /** {@code helm install CHART charts/CHART --namespace NAMESPACE --create-namespace}; kinds are waited for, as the guide says. */
    void install(PlaneServer server, String chart, String namespace) {
        InstallCommand install = Charts.helm(chart)
                .install()
                .withName(chart)
                .withNamespace(namespace)
                .createNamespace()
                .withKubeConfigContents(server.kubeconfig());
        if (chart.endsWith("-crds")) {
            install.waitReady();
        }
        if (chart.equals("cert-agent")) {
            install.set("certAgent.cluster", server.name());
        }
        install.call();
        if (chart.equals("weft-crds")) {
            // A server says that a kind is established a moment before it tells it to who asks for kinds.
            PlaneServer.await("the kind of Settings", () -> server.has("/apis/settings.mesh.gloo.solo.io/v1alpha2"));
        }
    }

    /** {@code helm upgrade}, with values beside the defaults. */
    void upgrade(PlaneServer server, String chart, String namespace, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                UpgradeCommand upgrade = Charts.helm(chart).upgrade();
                upgrade.withName(chart)
                        .withNamespace(namespace)
                        .withValuesFile(Files.writeString(file, values))
                        .withKubeConfigContents(server.kubeconfig())
                        .call();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String deployment(String name) {
        return "/apis/apps/v1/namespaces/" + INSTALL + "/deployments/" + name;
    }

    /** As the guide says it where Helm has installed the agent. */
    void register() throws Exception {
        Endpoint endpoint = cluster.administrator();
        AgentWish elsewhere = new AgentWish(false, Optional.empty(), Optional.of(AGENT), new TreeSet<>());
        RegistrationRequest request = new RegistrationRequest(
                cluster.name(), INSTALL, INSTALL, "cluster.local", Optional.empty(), false, elsewhere, false);
        Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false);
        UserAccess access = new UserAccess(cluster.name(), "", endpoint);
        new Registration(request, management.cluster(), cluster.cluster(), access, silent).run();
    }

    /** Both, each under the account of its Deployment, with the Settings that it is told. */
    void startOperators() throws Exception {
        String uid = management
                .get("/api/v1/namespaces/kube-system")
                .at("/metadata/uid")
                .asText();
        start("discovery", settings -> DiscoveryMain.parts(INSTALL, settings));
        start(
                "networking",
                settings -> NetworkingMain.parts(new Scope(INSTALL, OwnerLabels.plane(uid), settings, false)));
    }

    private void start(String name, Function<Ref, OperatorParts> program) throws Exception {
        JsonNode deployment = management.get(deployment(name));
        String told = Charts.arguments(deployment).stream()
                .filter(argument -> argument.startsWith("--settings="))
                .findFirst()
                .orElseThrow();
        String[] settings = told.substring("--settings=".length()).split("/");
        OperatorParts parts = program.apply(new Ref(settings[0], settings[1]));
        Endpoint account = KubeconfigReader.read(name, management.kubeconfigOf(INSTALL, account(deployment)));
        OperatorProcess process = OperatorProcess.start(
                parts,
                new OperatorSettings(
                        account,
                        INSTALL,
                        new JdkClients(),
                        WatchSettings.DEFAULT,
                        LeaseTimes.DEFAULT,
                        name + "-0",
                        "test"),
                new LoopHealth());
        running.add(process::close);
    }

    void startAgent(Path folder) throws IOException {
        JsonNode deployment = cluster.get("/apis/apps/v1/namespaces/" + AGENT + "/deployments/cert-agent");
        cluster.pod(AGENT, deployment);
        Path kubeconfig = Files.writeString(folder.resolve("agent"), cluster.kubeconfigOf(AGENT, account(deployment)));
        CertAgent agent = CertAgent.start(new CertAgent.Settings(
                Server.of(kubeconfig),
                AgentArguments.rules(Charts.arguments(deployment), Map.of("POD_NAMESPACE", AGENT)),
                KeySpec.DEFAULT,
                InstantSource.system(),
                new SilentPods(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        running.add(agent);
    }

    private static String account(JsonNode deployment) {
        return deployment.at("/spec/template/spec/serviceAccountName").asText();
    }

    /** A condition of the registered cluster. */
    boolean isTrue(String condition) {
        return management.condition(CLUSTER, condition).path("status").asText().equals("True");
    }

    @Override
    public void close() {
        for (AutoCloseable each : running.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
