// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One etcd and any number of real API servers, each a cluster of its own with its own prefix in etcd and its own service account key.
 * Everything binds loopback or a unix socket, lives in a temporary folder, and is gone after {@link #close} or when the JVM ends in
 * whatever way.
 *
 * <p>The flags are what the programs need on loopback without a kubelet; those that surprise have their reason beside them.
 */
public final class ApiServers implements Servers {

    private final KubernetesTools.Built tools;
    private final Path folder;
    private final Reaper reaper;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final Map<String, ApiServer> servers = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();

    private static final String SERVICE_RANGE = "10.96.0.0/16";

    private ApiServers(KubernetesTools.Built tools, Path folder) throws IOException {
        this.tools = tools;
        this.folder = folder;
        this.reaper = new Reaper(folder);
    }

    /**
     * Starts one API server for each name, side by side, and returns when all answer.
     *
     * @param controllers also a controller manager each: namespace deletion, garbage collection, default service accounts, token
     *     Secrets and root CA ConfigMaps
     * @throws IOException when one of them does not get ready; the message has the end of its log
     */
    public static ApiServers start(KubernetesTools.Built tools, boolean controllers, List<String> names)
            throws IOException, InterruptedException {
        Map<String, String> serviceRanges = new LinkedHashMap<>();
        names.forEach(name -> serviceRanges.put(name, SERVICE_RANGE));
        return start(tools, controllers, serviceRanges);
    }

    /**
     * Likewise, with cluster IPs that something may listen at.
     *
     * @param serviceRanges by name the network, as CIDR, from which a server gives Services their cluster IPs
     */
    public static ApiServers start(KubernetesTools.Built tools, boolean controllers, Map<String, String> serviceRanges)
            throws IOException, InterruptedException {
        ApiServers servers = new ApiServers(tools, Files.createTempDirectory("weft-e2e"));
        try {
            servers.startEtcd();
            Map<String, Integer> ports = new LinkedHashMap<>();
            for (Map.Entry<String, String> server : serviceRanges.entrySet()) {
                ports.put(server.getKey(), servers.startApiServer(server.getKey(), server.getValue()));
            }
            for (Map.Entry<String, Integer> started : ports.entrySet()) {
                servers.awaitReady(started.getKey(), started.getValue());
                if (controllers) {
                    servers.startControllerManager(started.getKey());
                }
            }
            return servers;
        } catch (IOException | InterruptedException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** The running server of that name. */
    @Override
    public ApiServer server(String name) {
        return of(servers, name);
    }

    private <T> T of(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no API server " + name + "; there are " + servers.keySet());
        }
        return found;
    }

    /** Kills a server: connections break, new ones are refused. Its objects stay. */
    @Override
    public void cutOff(String name) throws InterruptedException {
        of(processes, name).destroyForcibly().waitFor();
    }

    /** Starts a server again that was cut off, at the same address, with its objects and the same certificate. */
    @Override
    public void comeBack(String name) throws IOException, InterruptedException {
        int port = server(name).url().getPort();
        run(name, of(commands, name));
        awaitReady(name, port);
    }

    /** Ids of all processes, etcd first. */
    public List<Long> processIds() {
        return processes.values().stream().map(Process::pid).toList();
    }

    private void startEtcd() throws IOException {
        run(
                "etcd",
                List.of(
                        tools.program("etcd").toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        // A unix socket: no port to lose to another process, nothing to reach from outside.
                        "--listen-client-urls=" + etcdUrl(),
                        "--advertise-client-urls=http://127.0.0.1:1",
                        "--listen-peer-urls=http://127.0.0.1:0",
                        // Nothing has to survive; waiting for the disk is most of the start-up and of every write.
                        "--unsafe-no-fsync",
                        "--heartbeat-interval=10",
                        "--election-timeout=100",
                        "--log-level=warn"));
    }

    private String etcdUrl() {
        return "unix://" + folder.resolve("etcd.sock");
    }

    private int startApiServer(String name, String serviceRange) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        KeyPair pair = serviceAccountKey();
        Path key = Files.writeString(
                own.resolve("sa.key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Path pub = Files.writeString(
                own.resolve("sa.pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        Path tokens = Files.writeString(own.resolve("tokens.csv"), token(name) + ",admin,1,system:masters\n");
        int port = LoopbackPorts.any();
        run(
                name,
                List.of(
                        tools.program("kube-apiserver").toString(),
                        "--etcd-servers=" + etcdUrl(),
                        "--etcd-prefix=/" + name,
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--advertise-address=127.0.0.1",
                        // No Endpoints of the server itself: several servers would share one address.
                        "--endpoint-reconciler-type=none",
                        "--cert-dir=" + own,
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + pub,
                        "--service-account-signing-key-file=" + key,
                        "--service-cluster-ip-range=" + serviceRange,
                        // Pods are only written here, never run, and need no account to exist.
                        "--disable-admission-plugins=ServiceAccount",
                        "--allow-privileged=true"));
        return port;
    }

    private void startControllerManager(String name) throws IOException {
        Path own = folder.resolve(name);
        Path kubeconfig =
                Files.writeString(own.resolve("kubeconfig"), server(name).kubeconfig());
        run(
                name + "-controllers",
                List.of(
                        tools.program("kube-controller-manager").toString(),
                        "--kubeconfig=" + kubeconfig,
                        "--leader-elect=false",
                        "--secure-port=0",
                        "--controllers=namespace-controller,garbage-collector-controller,serviceaccount-controller,"
                                + "serviceaccount-token-controller,root-ca-certificate-publisher-controller",
                        "--service-account-private-key-file=" + own.resolve("sa.key"),
                        "--root-ca-file=" + certificate(name)));
    }

    private void run(String label, List<String> command) throws IOException {
        // In a process group of its own: a user's Ctrl-C ends the parent first, which ends this in good order.
        List<String> grouped = new ArrayList<>(List.of("setsid"));
        grouped.addAll(command);
        Process process = new ProcessBuilder(grouped)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(label).toFile()))
                .start();
        reaper.watch(process);
        processes.put(label, process);
        commands.put(label, command);
    }

    private void awaitReady(String name, int port) throws IOException, InterruptedException {
        URI url = URI.create("https://127.0.0.1:" + port);
        Readiness readiness = new Readiness(url, certificate(name));
        while (!readiness.isReached()) {
            for (Map.Entry<String, Process> process : processes.entrySet()) {
                if (!process.getValue().isAlive()) {
                    throw failure(
                            process.getKey(),
                            "ended with exit code " + process.getValue().exitValue());
                }
            }
            if (readiness.isOverdue()) {
                throw failure(name, "did not get ready within " + Readiness.LIMIT.toSeconds() + " s");
            }
        }
        servers.put(name, new ApiServer(name, url, Files.readString(certificate(name)), token(name)));
    }

    private IOException failure(String label, String what) throws IOException {
        List<String> lines = Files.readAllLines(log(label));
        return new IOException(label + " " + what + "; the end of its log:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
    }

    private Path log(String label) {
        return folder.resolve(label + ".log");
    }

    private Path certificate(String name) {
        return folder.resolve(name).resolve("apiserver.crt");
    }

    private String token(String name) {
        return tokens.computeIfAbsent(name, absent -> randomToken());
    }

    private static String randomToken() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static KeyPair serviceAccountKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has EC keys", e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** Ends all processes and deletes the folder. */
    @Override
    public void close() {
        try {
            reaper.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.values().forEach(process -> process.onExit().join());
    }
}
