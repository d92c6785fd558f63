// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.live;

import dev.weft.discovery.DiscoveryMain;
import dev.weft.networking.NetworkingMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Both operators, each in a process of its own as an installation has them, so that what they cost is not what the servers cost. */
final class LiveOperators implements AutoCloseable {

    /** As the launchers start them, apart from the heap. */
    private static final String FLAGS = "@" + System.getProperty("weft.root") + "/build/operator.jvm -Xmx1g";

    private static final Duration END = Duration.ofSeconds(20);

    private final Path folder;
    private final Path kubeconfig;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Running> running = new ArrayList<>();
    private int starts;

    /** @param kubeconfig of the management cluster */
    LiveOperators(Path folder, String kubeconfig) throws IOException {
        this.folder = folder;
        this.kubeconfig = Files.writeString(folder.resolve("management.kubeconfig"), kubeconfig);
    }

    private record Running(Process process, int port) {}

    void start() {
        starts++;
        running.add(start(DiscoveryMain.class));
        running.add(start(NetworkingMain.class));
    }

    private Running start(Class<?> main) {
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // %o in a flag becomes the name of the operator: for recordings.
            for (String flag : System.getenv()
                    .getOrDefault("BENCHMARK_OPERATOR_FLAGS", FLAGS)
                    .split(" ")) {
                command.add(flag.replace("%o", main.getSimpleName() + "-" + starts));
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
            command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--namespace", LiveFleet.INSTALL));
            command.addAll(List.of("--metrics-address", "127.0.0.1", "--metrics-port", Integer.toString(port)));
            Path log = folder.resolve(main.getSimpleName() + "-" + starts + ".log");
            return new Running(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** CPU time of both since they were started. */
    Duration cpu() {
        return running.stream()
                .map(one -> one.process().info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Passes of both since they were started. */
    long passes() {
        return (long) sum(page -> metric(page, "weft_pass_seconds_count"));
    }

    /** Platform threads of both. */
    long threads() {
        return (long) sum(page -> metric(page, "jvm_threads_live_threads"));
    }

    /** Bytes of heap in use of both after a collection. */
    long heap() {
        for (Running one : running) {
            run("jcmd", Long.toString(one.process().pid()), "GC.run");
        }
        return (long) sum(page -> metric(page, "jvm_memory_used_bytes{area=\"heap\""));
    }

    private double sum(ToDoubleFunction<String> of) {
        return running.stream().mapToDouble(one -> of.applyAsDouble(page(one))).sum();
    }

    /** @throws IllegalStateException when one has ended by itself */
    void requireAlive() {
        if (!running.stream().allMatch(one -> one.process().isAlive())) {
            throw new IllegalStateException("an operator has ended; its log is in " + folder);
        }
    }

    private String page(Running one) {
        requireAlive();
        try {
            URI metrics = URI.create("http://127.0.0.1:" + one.port() + "/metrics");
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double metric(String page, String prefix) {
        return page.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void run(String tool, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends both as Kubernetes does. */
    void stop() {
        running.forEach(one -> one.process().destroy());
        try {
            for (Running one : running) {
                if (!one.process().waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                    one.process().destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.clear();
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
