// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics} to whoever asks, as kubelet and Prometheus need it, and
 * {@code /debug/NAME} to callers on this machine only, which is what {@code kubectl port-forward} is. Plain HTTP, GET only.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Makes the content of a page; called for each request. */
    @FunctionalInterface
    public interface Page {
        byte[] content() throws IOException;
    }

    private AdminServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param address port 0 takes a free one
     * @throws IOException when the address is taken
     */
    public static AdminServer start(InetSocketAddress address, Health health, PrometheusMeterRegistry metrics)
            throws IOException {
        AdminServer admin = new AdminServer(HttpServer.create(address, 0));
        admin.server.setExecutor(admin.threads);
        admin.page("/healthz", TEXT, () -> report(health.againstLiveness()));
        admin.page("/readyz", TEXT, () -> report(health.againstReadiness()));
        admin.page(
                "/metrics",
                "text/plain; version=0.0.4; charset=utf-8",
                () -> new Answer(200, metrics.scrape().getBytes(StandardCharsets.UTF_8)));
        admin.server.start();
        return admin;
    }

    /** Serves a page under {@code /debug/} as JSON, on this machine only. */
    public void debug(String name, Page page) {
        server.createContext("/debug/" + name, exchange -> {
            if (exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
                answer(exchange, "/debug/" + name, "application/json", () -> new Answer(200, page.content()));
            } else {
                answer(
                        exchange,
                        "/debug/" + name,
                        TEXT,
                        () -> text(403, "only from this machine; use kubectl port-forward\n"));
            }
        });
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int code, byte[] body) {}

    @FunctionalInterface
    private interface Source {
        Answer get() throws IOException;
    }

    private void page(String path, String contentType, Supplier<Answer> content) {
        server.createContext(path, exchange -> answer(exchange, path, contentType, content::get));
    }

    private static void answer(HttpExchange exchange, String path, String contentType, Source source)
            throws IOException {
        try (exchange) {
            Answer answer = refusal(exchange, path);
            if (answer == null) {
                answer = attempt(path, source);
            }
            exchange.getResponseHeaders().set("Content-Type", answer.code() == 200 ? contentType : TEXT);
            exchange.sendResponseHeaders(answer.code(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private static @Nullable Answer refusal(HttpExchange exchange, String path) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return text(404, "not found\n");
        }
        return exchange.getRequestMethod().equals("GET") ? null : text(405, "only GET\n");
    }

    private static Answer attempt(String path, Source source) {
        try {
            return source.get();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("{} failed", path);
            return text(500, "failed; the log has the reason\n");
        }
    }

    private static Answer report(SortedMap<String, String> complaints) {
        StringBuilder text = new StringBuilder();
        complaints.forEach((name, complaint) ->
                text.append(name).append(": ").append(complaint).append('\n'));
        return complaints.isEmpty() ? text(200, "ok\n") : text(503, text.toString());
    }

    private static Answer text(int code, String text) {
        return new Answer(code, text.getBytes(StandardCharsets.UTF_8));
    }
}
