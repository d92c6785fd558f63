// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AdminServerTest {

    private final Health health = new Health();
    private Optional<String> complaint = Optional.empty();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, Metrics.ofProcess());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aProcessWithoutComplaintIsAliveAndReady() throws Exception {
        assertThat(get("/healthz")).isEqualTo("200 ok\n");
        assertThat(get("/readyz")).isEqualTo("200 ok\n");
    }

    @Test
    void aComplaintAgainstReadinessDoesNotRestartTheProcess() throws Exception {
        health.ready("reads", () -> complaint);
        complaint = Optional.of("has not read the management cluster yet");

        assertThat(get("/readyz")).isEqualTo("503 reads: has not read the management cluster yet\n");
        assertThat(get("/healthz")).startsWith("200");
    }

    @Test
    void whoIsNotAliveIsNotReadyEither() throws Exception {
        health.live("loop", () -> Optional.of("stuck"));

        assertThat(get("/healthz")).isEqualTo("503 loop: stuck\n");
        assertThat(get("/readyz")).isEqualTo("503 loop: stuck\n");
    }

    @Test
    void metricsAreThoseOfThisProcess() throws Exception {
        assertThat(get("/metrics")).startsWith("200").contains("jvm_threads_live_threads", "process_uptime_seconds");
    }

    @Test
    void aDebugPageIsMadeForEachRequest() throws Exception {
        server.debug("snapshot", () -> "{\"passes\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(get("/debug/snapshot")).isEqualTo("200 {\"passes\":1}");
    }

    @Test
    void aPageThatFailsSaysSoWithoutSayingWhatAndTheLogHasTheReason() throws Exception {
        server.debug("snapshot", () -> {
            throw new IOException("secret");
        });
        Logger log = (Logger) LoggerFactory.getLogger(AdminServer.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        log.setAdditive(false);
        log.addAppender(logged);
        try {
            assertThat(get("/debug/snapshot")).startsWith("500").doesNotContain("secret");
        } finally {
            log.detachAppender(logged);
            log.setAdditive(true);
        }
        assertThat(logged.list)
                .extracting(event -> event.getThrowableProxy().getMessage())
                .containsExactly("secret");
    }

    @Test
    void otherPathsAndVerbsAreRefused() throws Exception {
        assertThat(get("/healthz/more")).startsWith("404");
        assertThat(get("/")).startsWith("404");
        assertThat(send(HttpRequest.newBuilder(uri("/healthz")).DELETE())).startsWith("405");
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }
}
