// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The app of a pod: answers every request with its own name and what it has seen, and remembers it. What it answers can be scripted.
 */
public final class EchoApp implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    static {
        // Envoy keeps idle connections for long and must not find them closed; and no answer waits for a delayed ACK.
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Seen> seen = new ArrayDeque<>();
    private volatile Function<Seen, Reply> script = request -> Reply.of(OK);

    /**
     * A request as the app sees it.
     *
     * @param app the app's name
     * @param path with query
     * @param headers by lower-case name; of several with one name the first
     */
    public record Seen(String app, String method, String path, Map<String, String> headers) {

        public Seen {
            headers = new TreeMap<>(headers);
        }

        /** Reads what an app has answered. */
        public static Seen in(HttpAnswer answer) {
            try {
                JsonNode tree = JSON.readTree(answer.body());
                Map<String, String> headers = new TreeMap<>();
                tree.path("headers")
                        .properties()
                        .forEach(header ->
                                headers.put(header.getKey(), header.getValue().asText()));
                return new Seen(
                        tree.path("app").asText(),
                        tree.path("method").asText(),
                        tree.path("path").asText(),
                        headers);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no app has answered this: " + answer, e);
            }
        }

        /** A header; empty when it is absent. */
        public String header(String header) {
            return headers.getOrDefault(header, "");
        }

        /** The SPIFFE name of who called by mTLS; empty when it was called in plain text. */
        public String caller() {
            for (String part : header("x-forwarded-client-cert").split("[;,]")) {
                if (part.startsWith("URI=")) {
                    return part.substring("URI=".length());
                }
            }
            return "";
        }

        private byte[] json() {
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            tree.put("app", app).put("method", method).put("path", path);
            ObjectNode all = tree.putObject("headers");
            headers.forEach(all::put);
            return tree.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * How a request is answered.
     *
     * @param afterMillis how long the app takes
     */
    public record Reply(int status, long afterMillis, Map<String, String> headers) {

        public Reply {
            headers = new TreeMap<>(headers);
        }

        public static Reply of(int status) {
            return new Reply(status, 0, Map.of());
        }

        public Reply after(long millis) {
            return new Reply(status, millis, headers);
        }

        public Reply with(String header, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(header, value);
            return new Reply(status, afterMillis, more);
        }
    }

    private EchoApp(String name, HttpServer server) {
        this.name = name;
        this.server = server;
    }

    static EchoApp start(String name, String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        EchoApp app = new EchoApp(name, server);
        server.setExecutor(app.threads);
        server.createContext("/", app::answer);
        server.start();
        return app;
    }

    /** From now on requests are answered so. */
    public void answer(Function<Seen, Reply> replies) {
        this.script = replies;
    }

    /** Forgets what it has seen and its script. */
    public void reset() {
        script = request -> Reply.of(OK);
        synchronized (seen) {
            seen.clear();
        }
    }

    /** What has come in, in that order. */
    public List<Seen> seen() {
        synchronized (seen) {
            return new ArrayList<>(seen);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((header, values) -> headers.put(header.toLowerCase(Locale.ROOT), values.getFirst()));
        Seen request = new Seen(
                name, exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers);
        synchronized (seen) {
            seen.add(request);
        }
        exchange.getRequestBody().readAllBytes();
        Reply reply = script.apply(request);
        try {
            Thread.sleep(reply.afterMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (request.method().equals("HEAD")) {
            exchange.sendResponseHeaders(reply.status(), -1);
        } else {
            byte[] body = request.json();
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
