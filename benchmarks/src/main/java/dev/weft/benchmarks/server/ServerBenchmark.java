// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.server;

import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.KubernetesTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code benchmarks/run api-server} and {@code benchmarks/run real-api-server}. */
public final class ServerBenchmark {

    private ServerBenchmark() {}

    /**
     * Measures {@code bin/kube-sandbox} as it is, a process of its own.
     *
     * @param repository the checkout
     */
    public static void sandbox(Path repository, PrintStream out)
            throws IOException, InterruptedException, GeneralSecurityException, ExecutionException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        repository.resolve("bin/kube-sandbox").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8)) {
            String line = printed.readLine();
            double millis = (System.nanoTime() - start) / 1e6;
            if (line == null) {
                throw new IOException("kube-sandbox has ended with " + process.waitFor());
            }
            String kubeconfig = Files.readString(Path.of(line.substring("KUBECONFIG=".length())));
            byte[] authority = Base64.getDecoder().decode(find(kubeconfig, "certificate-authority-data: (\\S+)"));
            load(
                    new ServerUnderLoad(
                            millis,
                            URI.create(find(kubeconfig, "server: (\\S+)")),
                            new String(authority, StandardCharsets.UTF_8),
                            find(kubeconfig, "token: \"(\\S+)\""),
                            List.of(process.pid())),
                    out);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String find(String text, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("the kubeconfig has no " + pattern);
        }
        return matcher.group(1);
    }

    /**
     * Measures etcd with kube-apiserver, without a controller manager.
     *
     * @param repository the checkout
     * @throws IOException also when the real servers are not built
     */
    public static void real(Path repository, PrintStream out)
            throws IOException, InterruptedException, GeneralSecurityException, ExecutionException {
        switch (KubernetesTools.of(repository, false)) {
            case KubernetesTools.Missing missing -> throw new IOException(missing.reason());
            case KubernetesTools.Built built -> {
                long start = System.nanoTime();
                try (ApiServers servers = ApiServers.start(built, false, List.of("benchmark"))) {
                    double millis = (System.nanoTime() - start) / 1e6;
                    ApiServer server = servers.server("benchmark");
                    load(
                            new ServerUnderLoad(
                                    millis, server.url(), server.certificate(), server.token(), servers.processIds()),
                            out);
                }
            }
        }
    }

    private static void load(ServerUnderLoad server, PrintStream out)
            throws IOException, InterruptedException, GeneralSecurityException, ExecutionException {
        try (Client client = new Client(server)) {
            new ServerLoad(server, client, out).run();
        }
    }
}
