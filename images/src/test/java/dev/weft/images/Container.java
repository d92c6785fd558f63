// SPDX-License-Identifier: Apache-2.0

package dev.weft.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image at work: in a root of its own that cannot be written, with an empty {@code /tmp}, as a pod of the charts has it. The network is that
 * of the machine.
 */
final class Container implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Pattern PORT = Pattern.compile("\"port\":\"?(\\d+)");

    /** The words behind it are the entrypoint. */
    private static final String ENTER = """
            set -e
            root=$1
            shift
            mkdir -p "$root/proc"
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount -t tmpfs tmpfs "$root/tmp"
            mount -o remount,bind,ro "$root"
            exec chroot "$root" "$@"
            """;

    private final Path log;
    private final Process process;

    private Container(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** Whether this machine lets everybody have a root of his own; empty when it does. */
    static String whyNot() throws InterruptedException {
        try {
            Process probe = new ProcessBuilder(command("mount -t tmpfs tmpfs /tmp"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return probe.waitFor() == 0 ? "" : "no namespace of mounts: " + said.strip();
        } catch (IOException e) {
            return "no program unshare: " + e.getMessage();
        }
    }

    private static List<String> command(String script) {
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                script);
    }

    static Container run(OciImage image, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(command(ENTER));
        command.add("sh");
        command.add(image.root().toString());
        command.addAll(image.entrypoint());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Container(log, process);
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Waits until it says on its port that it is ready. */
    void awaitReady() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(LONGEST);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client)) {
                assertThat(process.isAlive() && Instant.now().isBefore(end))
                        .as(said())
                        .isTrue();
                Thread.sleep(100);
            }
        }
    }

    private boolean isReady(HttpClient client) throws IOException, InterruptedException {
        Matcher port = PORT.matcher(said());
        if (!port.find()) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
