// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.meshctl.register.OperatorAccounts;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.runtime.cluster.KubeconfigReader;
import dev.weft.runtime.cluster.UnusableKubeconfigException;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.runtime.process.ServedOperator;
import dev.weft.runtime.status.Conditions;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A management cluster, workload clusters and both operators in one process. */
final class LivePlane implements AutoCloseable {

    static final String INSTALL = Operators.INSTALL;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    final Sandbox management;
    final Map<String, Sandbox> clusters = new LinkedHashMap<>();
    private final Operators operators;

    LivePlane() throws IOException {
        this(InstantSource.system());
    }

    /** @param clock of the servers, and of the operators where credentials expire */
    LivePlane(InstantSource clock) throws IOException {
        this(clock, Operators.Pace.USUAL);
    }

    LivePlane(Operators.Pace pace) throws IOException {
        this(InstantSource.system(), pace);
    }

    private LivePlane(InstantSource clock, Operators.Pace pace) throws IOException {
        this.clock = clock;
        operators = new Operators(this::operator, clock, pace);
        management = Sandbox.start(SandboxOptions.named("mgmt").withClock(clock));
        for (String yaml : CrdFiles.ofManagement().values()) {
            applyYaml(management, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", yaml);
        }
        namespace(management, INSTALL);
        grant();
    }

    /** Starts a workload cluster with the objects of a folder. */
    Sandbox cluster(String name, Path load) throws IOException {
        Sandbox cluster =
                Sandbox.start(SandboxOptions.named(name).withClock(clock).withLoad(List.of(load)));
        clusters.put(name, cluster);
        return cluster;
    }

    /** Likewise, with a store in a folder of its own that {@link #startAgain} finds. */
    Sandbox cluster(String name, Path load, Path data) throws IOException {
        Sandbox cluster = Sandbox.start(SandboxOptions.named(name)
                .withClock(clock)
                .withLoad(List.of(load))
                .withData(data));
        clusters.put(name, cluster);
        return cluster;
    }

    /** Starts a workload cluster that has been closed, on the same port and with what it had. */
    Sandbox startAgain(String name, Path data) throws IOException {
        int port = URI.create(clusters.get(name).url()).getPort();
        Sandbox cluster = Sandbox.start(
                SandboxOptions.named(name).withClock(clock).withPort(port).withData(data));
        clusters.put(name, cluster);
        return cluster;
    }

    void register(String name) {
        register(name, clusters.get(name).kubeconfig());
    }

    void register(String name, String kubeconfig) {
        String data = Base64.getEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8));
        apply("/api/v1/namespaces/" + INSTALL + "/secrets", """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"type":"solo.io/kubeconfig","data":{"kubeconfig":"%s"}}""".formatted(name, data));
        apply("/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters", """
                {"apiVersion":"multicluster.solo.io/v1alpha1","kind":"KubernetesCluster","metadata":{"name":"%s"},
                 "spec":{"secretName":"%s","clusterDomain":"cluster.local"}}""".formatted(
                        name, name));
    }

    /** As a user does it: with accounts of their own, and tokens that expire. */
    void registerByMeshctl(String name) throws Exception {
        registerByMeshctl(name, AgentWish.NOTHING);
    }

    void registerByMeshctl(String name, AgentWish agent) throws Exception {
        Endpoint endpoint = administrator(clusters.get(name));
        try (Cluster mgmt = Cluster.open("mgmt", administrator(management), "test");
                Cluster remote = Cluster.open(name, endpoint, "test")) {
            Registering.register(mgmt, remote, new UserAccess(name, "", endpoint), agent);
        }
    }

    void deregisterByMeshctl(String name) throws Exception {
        try (Cluster mgmt = Cluster.open("mgmt", administrator(management), "test");
                Cluster remote = Cluster.open(name, administrator(clusters.get(name)), "test")) {
            Registering.deregister(mgmt, remote);
        }
    }

    /** An operator's own account on the management cluster, which may do what an installation grants it. */
    private Endpoint operator(String account) {
        String token = "token-of-" + account;
        management.acceptToken(
                token, "system:serviceaccount:" + INSTALL + ":" + account, List.of("system:authenticated"));
        try {
            return KubeconfigReader.read(account, management.kubeconfig(token));
        } catch (UnusableKubeconfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private void grant() throws IOException {
        try (Cluster mgmt = Cluster.open("mgmt", administrator(management), "test")) {
            for (OperatorRights rights : List.of(OperatorRights.discovery(), OperatorRights.networking())) {
                OperatorAccounts.grant(mgmt, INSTALL, rights);
            }
        } catch (ApiException | InterruptedException | UnusableKubeconfigException e) {
            throw new IOException(e);
        }
    }

    static Endpoint administrator(Sandbox server) throws UnusableKubeconfigException {
        return KubeconfigReader.read(server.name(), server.kubeconfig());
    }

    void deregister(String name) {
        call(
                management,
                "DELETE",
                "/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters/" + name);
        call(management, "DELETE", "/api/v1/namespaces/" + INSTALL + "/secrets/" + name);
    }

    OperatorProcess startDiscovery() {
        return operators.startDiscovery();
    }

    OperatorProcess startNetworking() {
        return operators.startNetworking(get(management, "/api/v1/namespaces/kube-system")
                .at("/metadata/uid")
                .asText());
    }

    /** Discovery with its pages on a free port; the caller closes it. */
    ServedOperator serveDiscovery() throws IOException {
        return operators.serveDiscovery();
    }

    /** Any operator likewise. */
    ServedOperator serve(OperatorParts parts) throws IOException {
        return operators.serve(parts);
    }

    /** Ends one operator, after the write that it is at. */
    void end(OperatorProcess operator) {
        operators.end(operator);
    }

    void stopOperators() {
        operators.close();
    }

    /** Every write that a server was asked for by an operator, those of the election and questions about rights aside. */
    static List<String> writes(Sandbox server) {
        return server.transcript().entries().stream()
                .filter(entry -> KillSwitch.WRITES.contains(entry.verb())
                        && !entry.path().contains("/leases")
                        && !entry.path().contains("/selfsubjectaccessreviews"))
                .map(entry -> entry.verb() + " " + entry.path())
                .toList();
    }

    /** Until the operators lead and have not written for two seconds. */
    void awaitQuiet() {
        awaitQuietOf(operators.running().toArray(OperatorProcess[]::new));
    }

    /** Likewise, when others stand by. */
    void awaitQuietOf(OperatorProcess... leaders) {
        await("they lead", () -> Stream.of(leaders).allMatch(OperatorProcess::leads));
        long[] last = {System.nanoTime(), -1};
        await("nothing is written", () -> {
            long writes = clusters.values().stream()
                            .mapToLong(server -> writes(server).size())
                            .sum()
                    + writes(management).size();
            if (writes != last[1]) {
                last[0] = System.nanoTime();
                last[1] = writes;
            }
            return System.nanoTime() - last[0] > Duration.ofSeconds(2).toNanos();
        });
    }

    void apply(String collection, String json) {
        applyYaml(management, collection, json);
    }

    static void namespace(Sandbox cluster, String name) {
        applyYaml(cluster, "/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
    }

    /** Server-side apply. */
    static void applyYaml(Sandbox cluster, String collection, String yaml) {
        String name = name(yaml);
        LocalReply reply = cluster.call(
                "PATCH",
                collection + "/" + name + "?fieldManager=test&force=true",
                "application/apply-patch+yaml",
                yaml.getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new IllegalStateException(reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    private static String name(String yaml) {
        return switch (EmbeddedYaml.parse("test", yaml)) {
            case EmbeddedYaml.Tree tree ->
                tree.tree().path("metadata").path("name").asText();
            case EmbeddedYaml.Unreadable unreadable -> throw new IllegalArgumentException(unreadable.why());
        };
    }

    static void call(Sandbox cluster, String method, String path) {
        cluster.call(method, path, "", new byte[0]);
    }

    static boolean isMissing(Sandbox cluster, String path) {
        return cluster.call("GET", path, "", new byte[0]).code() == 404;
    }

    /** The path that an object of this path was created under. */
    static String collection(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** An object that was read as somebody would apply it. */
    static String applicable(JsonNode read) {
        ObjectNode object = read.deepCopy();
        object.remove("status");
        ObjectNode metadata = object.putObject("metadata");
        metadata.set("name", read.at("/metadata/name"));
        return object.toString();
    }

    static ObjectNode get(Sandbox cluster, String path) {
        try {
            return (ObjectNode)
                    JSON.readTree(cluster.call("GET", path, "", new byte[0]).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<JsonNode> list(Sandbox cluster, String path) {
        List<JsonNode> items = new ArrayList<>();
        get(cluster, path).path("items").forEach(items::add);
        return items;
    }

    /** The condition of a type; a missing node when there is none. */
    static JsonNode condition(Sandbox server, String path, String type) {
        return Conditions.of(get(server, path).path("status"), type);
    }

    /** Waits for something that must come to be. */
    static void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofMillis(10), condition);
    }

    /** @param pause between looks, long for one that costs much */
    static void await(String what, Duration pause, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 60 s: " + what);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        operators.close();
        clusters.values().forEach(Sandbox::close);
        management.close();
    }
}
