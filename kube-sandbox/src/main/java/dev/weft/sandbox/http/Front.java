// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.weft.sandbox.api.Watch;
import dev.weft.sandbox.api.WatchEvent;
import dev.weft.sandbox.auth.Authentication;
import dev.weft.sandbox.auth.User;
import dev.weft.sandbox.hooks.Transcript;
import dev.weft.sandbox.status.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The HTTP server on 127.0.0.1: one virtual thread a request, so that a watch costs next to nothing. */
public final class Front implements AutoCloseable {
    private final Routes routes;
    private final Authentication authentication;
    private final Transcript transcript;
    private final HttpServer server;
    private final ExecutorService threads;

    static {
        // Read once by the JDK's server: send small answers at once; keep idle connections as long as clients do.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
    }

    /**
     * Listens at once.
     *
     * @param port 0 for a free one
     * @param tls null for plain HTTP
     */
    public Front(
            Routes routes, Authentication authentication, Transcript transcript, int port, @Nullable SSLContext tls)
            throws IOException {
        this.routes = routes;
        this.authentication = authentication;
        this.transcript = transcript;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        try {
            server = tls == null ? HttpServer.create(address, 1024) : secure(address, tls);
        } catch (BindException e) {
            throw new IOException("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kube-sandbox-http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", this::exchange);
        server.start();
    }

    private static HttpServer secure(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer secure = HttpsServer.create(address, 1024);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters settings = tls.getDefaultSSLParameters();
                // As kube-apiserver: a client that puts ChaCha20 first has no fast AES.
                settings.setUseCipherSuitesOrder(false);
                settings.setWantClientAuth(true);
                parameters.setSSLParameters(settings);
            }
        });
        return secure;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        try (exchange) {
            String uri = exchange.getRequestURI().toString();
            byte[] body = exchange.getRequestBody().readNBytes(Routes.LARGEST_BODY + 1);
            Request request = Request.of(exchange.getRequestMethod(), uri, exchange.getRequestHeaders(), body);
            Handled handled = handle(request, certificate(exchange));
            note(request, handled, start);
            switch (handled.response()) {
                case Response.Whole whole -> send(exchange, request, whole);
                case Response.Stream stream -> stream(exchange, request, stream);
                case Response.Broken broken -> breakOff(exchange);
            }
        }
    }

    private record Handled(Response response, String user) {}

    private Handled handle(Request request, @Nullable X509Certificate certificate) {
        String name = "";
        try {
            if (request.body().length > Routes.LARGEST_BODY) {
                throw Refusal.tooLarge();
            }
            String authorization =
                    request.headers().containsKey("authorization") ? request.header("authorization") : null;
            User user = authentication.user(authorization, certificate);
            name = user.name();
            return new Handled(routes.answer(request, user), name);
        } catch (Refusal refusal) {
            return new Handled(Routes.refused(refusal), name);
        } catch (RuntimeException | StackOverflowError e) {
            System.getLogger(Front.class.getName())
                    .log(System.Logger.Level.ERROR, request.method() + " " + request.pathAndQuery(), e);
            Refusal internal = new Refusal(500, "InternalError", "Internal error occurred: " + e, null);
            return new Handled(Routes.refused(internal), name);
        }
    }

    private void note(Request request, Handled handled, long start) {
        boolean bodies = transcript.keepsBodies();
        String sent = bodies ? new String(request.body(), StandardCharsets.UTF_8) : "";
        String answered = bodies && handled.response() instanceof Response.Whole whole
                ? new String(whole.body(), StandardCharsets.UTF_8)
                : "";
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        transcript.add(new Transcript.Entry(
                handled.user(),
                Target.of(request).verb(),
                request.pathAndQuery(),
                handled.response().code(),
                millis,
                sent,
                answered));
    }

    private static @Nullable X509Certificate certificate(HttpExchange exchange) {
        if (exchange instanceof HttpsExchange secure) {
            try {
                return (X509Certificate) secure.getSSLSession().getPeerCertificates()[0];
            } catch (SSLPeerUnverifiedException e) {
                return null;
            }
        }
        return null;
    }

    private static void send(HttpExchange exchange, Request request, Response.Whole whole) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", whole.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
        for (String warning : whole.warnings()) {
            String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
            exchange.getResponseHeaders().add("Warning", "299 - \"" + quoted + "\"");
        }
        if (whole.code() == 413) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        boolean empty = whole.body().length == 0 || request.method().equals("HEAD");
        exchange.sendResponseHeaders(whole.code(), empty ? -1 : whole.body().length);
        if (!empty) {
            exchange.getResponseBody().write(whole.body());
        }
    }

    private static void breakOff(HttpExchange exchange) {
        // An interrupted write closes the channel: the client sees the end of the connection and no status.
        Thread.currentThread().interrupt();
        try {
            exchange.sendResponseHeaders(200, 1);
        } catch (IOException e) {
            // That is what was wanted.
        }
    }

    private static void stream(HttpExchange exchange, Request request, Response.Stream stream) throws IOException {
        try (Watch watch = stream.watch()) {
            if (request.header("upgrade").equalsIgnoreCase("websocket")) {
                // No WebSocket here; clients that ask for it fall back to plain HTTP after an empty answer.
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            // A reader that is stuck blocks this thread in a write: interrupting it closes the connection.
            watch.onClose(Thread.currentThread()::interrupt);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.flush();
            copy(watch, stream.view(), out);
        }
    }

    private static void copy(Watch watch, UnaryOperator<WatchEvent> view, OutputStream out) throws IOException {
        // Who came while the server ends is interrupted with his feed still open, and would go round and round.
        while (!watch.isOver() && !Thread.currentThread().isInterrupted()) {
            WatchEvent event = watch.next(30, TimeUnit.SECONDS);
            while (event != null) {
                WatchEvent shown = view.apply(event);
                out.write(("{\"type\":\"" + shown.type() + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
                out.write(shown.json());
                out.write("}\n".getBytes(StandardCharsets.UTF_8));
                event = watch.next(0, TimeUnit.SECONDS);
            }
            out.flush();
        }
    }

    /** Answers a request without a network, for callers in the same process. */
    public Response local(Request request, User user) {
        long start = System.nanoTime();
        Handled handled;
        try {
            handled = new Handled(routes.answer(request, user), user.name());
        } catch (Refusal refusal) {
            handled = new Handled(Routes.refused(refusal), user.name());
        }
        note(request, handled, start);
        return handled.response();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                System.getLogger(Front.class.getName()).log(System.Logger.Level.WARNING, "requests are still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
