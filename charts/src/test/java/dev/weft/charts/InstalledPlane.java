// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.agent.Server;
import dev.weft.certagent.evidence.Answer;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.discovery.DiscoveryMain;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.Progress;
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
import dev.weft.runtime.status.Conditions;
import dev.weft.runtime.watch.LoopHealth;
import dev.weft.runtime.watch.WatchSettings;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A management cluster and one with a mesh, empty of Weft; what charts say is started in this process as kubelet would start it. */
final class InstalledPlane implements AutoCloseable {

    static final String INSTALL = "gloo-mesh";
    static final String AGENT = "weft-agent";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters/cluster-1";

    final Sandbox management;
    final Sandbox cluster;
    private final List<AutoCloseable> running = new ArrayList<>();

    InstalledPlane() throws IOException {
        management = Sandbox.start(SandboxOptions.named("mgmt"));
        cluster = Sandbox.start(SandboxOptions.named("cluster-1")
                .withLoad(List.of(Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1"))));
    }

    /** {@code helm install CHART charts/CHART --namespace NAMESPACE --create-namespace}. */
    void install(Sandbox server, String chart, String namespace) {
        InstallCommand install = Charts.helm(chart)
                .install()
                .withName(chart)
                .withNamespace(namespace)
                .createNamespace()
                .withKubeConfigContents(server.kubeconfig());
        (chart.equals("cert-agent") ? install.set("certAgent.cluster", server.name()) : install).call();
    }

    /** {@code helm upgrade}, with values beside the defaults. */
    void upgrade(Sandbox server, String chart, String namespace, String values) {
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

    String deployment(String name) {
        return "/apis/apps/v1/namespaces/" + INSTALL + "/deployments/" + name;
    }

    /** As the guide says it where Helm has installed the agent. */
    void register() throws Exception {
        Endpoint endpoint = KubeconfigReader.read(cluster.name(), cluster.kubeconfig());
        AgentWish elsewhere = new AgentWish(false, Optional.empty(), Optional.of(AGENT), new TreeSet<>());
        RegistrationRequest request = new RegistrationRequest(
                cluster.name(), INSTALL, INSTALL, "cluster.local", Optional.empty(), false, elsewhere, false);
        Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false);
        try (Cluster mgmt = Cluster.open("mgmt", KubeconfigReader.read("mgmt", management.kubeconfig()), "test");
                Cluster remote = Cluster.open(cluster.name(), endpoint, "test")) {
            new Registration(request, mgmt, remote, new UserAccess(cluster.name(), "", endpoint), silent).run();
        }
    }

    /** Both, each under the account of its Deployment, with the Settings that it is told. */
    void startOperators() throws Exception {
        String uid = get(management, "/api/v1/namespaces/kube-system")
                .at("/metadata/uid")
                .asText();
        start("discovery", settings -> DiscoveryMain.parts(INSTALL, settings));
        start(
                "networking",
                settings -> NetworkingMain.parts(new Scope(INSTALL, OwnerLabels.plane(uid), settings, false)));
    }

    private void start(String name, Function<Ref, OperatorParts> program) throws Exception {
        JsonNode deployment = get(management, deployment(name));
        String told = Charts.arguments(deployment).stream()
                .filter(argument -> argument.startsWith("--settings="))
                .findFirst()
                .orElseThrow();
        String[] settings = told.substring("--settings=".length()).split("/");
        OperatorParts parts = program.apply(new Ref(settings[0], settings[1]));
        Endpoint account = KubeconfigReader.read(name, management.kubeconfig(token(management, INSTALL, deployment)));
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
        JsonNode deployment = get(cluster, "/apis/apps/v1/namespaces/" + AGENT + "/deployments/cert-agent");
        pod(deployment.at("/spec/template"));
        Path kubeconfig =
                Files.writeString(folder.resolve("agent"), cluster.kubeconfig(token(cluster, AGENT, deployment)));
        CertAgent agent = CertAgent.start(new CertAgent.Settings(
                Server.of(kubeconfig),
                rules(Charts.arguments(deployment)),
                KeySpec.DEFAULT,
                InstantSource.system(),
                InstalledPlane::nobodyAnswers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        running.add(agent);
    }

    /** As the controller of the Deployment would make it; by its label discovery sees the agent. */
    private void pod(JsonNode template) {
        ObjectNode pod = JSON.createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", "cert-agent-0").set("labels", template.at("/metadata/labels"));
        pod.set("spec", template.path("spec"));
        write(cluster, "/api/v1/namespaces/" + AGENT + "/pods/cert-agent-0", "apply-patch+yaml", pod);
    }

    private static AgentRules rules(List<String> arguments) {
        String name = "";
        SortedSet<String> istio = new TreeSet<>();
        for (int at = 0; at < arguments.size(); at += 2) {
            switch (arguments.get(at)) {
                case "--cluster" -> name = arguments.get(at + 1);
                case "--istio-namespace" -> istio.add(arguments.get(at + 1));
                default -> throw new IllegalArgumentException(arguments.toString());
            }
        }
        return new AgentRules(AGENT, name, istio, AgentRules.DEFAULT_RATIO);
    }

    /** The pods have addresses, and nothing listens there. */
    private static SortedMap<String, Answer> nobodyAnswers(List<Handshakes.Call> calls) {
        SortedMap<String, Answer> answers = new TreeMap<>();
        calls.forEach(call -> answers.put(call.name(), new Answer.Silent("accepts no connection")));
        return answers;
    }

    /** Of the account that the pods of a Deployment have; the account must be there. */
    private String token(Sandbox server, String namespace, JsonNode deployment) {
        String account = deployment.at("/spec/template/spec/serviceAccountName").asText();
        if (!has(server, "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account)) {
            throw new AssertionError("no ServiceAccount " + namespace + "/" + account);
        }
        String token = "token-of-" + account;
        server.acceptToken(
                token, "system:serviceaccount:" + namespace + ":" + account, List.of("system:authenticated"));
        return token;
    }

    /** On the management cluster. */
    void apply(String apiVersion, String plural, String namespace, String yaml) {
        JsonNode object = Charts.yaml(yaml);
        write(
                management,
                "/apis/" + apiVersion + "/namespaces/" + namespace + "/" + plural + "/"
                        + object.at("/metadata/name").asText(),
                "apply-patch+yaml",
                object);
    }

    void mergePatch(Sandbox server, String path, JsonNode patch) {
        write(server, path, "merge-patch+json", patch);
    }

    private static void write(Sandbox server, String path, String type, JsonNode body) {
        LocalReply reply = server.call(
                "PATCH",
                path + "?fieldManager=test" + (type.startsWith("apply") ? "&force=true" : ""),
                "application/" + type,
                body.toString().getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new AssertionError(reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    boolean has(Sandbox server, String path) {
        return !get(server, path).isMissingNode();
    }

    /** A missing node when there is none. */
    JsonNode get(Sandbox server, String path) {
        LocalReply reply = server.call("GET", path, "", new byte[0]);
        try {
            return reply.code() == 404 ? MissingNode.getInstance() : JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A condition of the registered cluster. */
    boolean isTrue(String condition) {
        return Conditions.of(get(management, CLUSTER).path("status"), condition)
                .path("status")
                .asText()
                .equals("True");
    }

    /** Whatever was forbidden to an account. */
    List<String> refusals() {
        return calls(entry -> entry.endsWith(" 403"));
    }

    /** Who has called which server. */
    List<String> callers() {
        return calls(entry -> true).stream()
                .map(entry -> entry.replaceFirst("^(\\S+ \\S+) .*", "$1"))
                .distinct()
                .toList();
    }

    private List<String> calls(Predicate<String> which) {
        return Stream.of(management, cluster)
                .flatMap(server -> server.transcript().entries().stream()
                        .map(entry -> server.name() + " " + entry.user() + " " + entry.verb() + " " + entry.path() + " "
                                + entry.code()))
                .filter(which)
                .toList();
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 60 s: " + what + "; refused: " + refusals());
            }
            Thread.sleep(Duration.ofMillis(20));
        }
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
        cluster.close();
        management.close();
    }
}
