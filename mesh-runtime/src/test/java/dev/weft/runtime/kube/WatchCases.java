// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.WatchStream.Next;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How watches end, whatever the HTTP client. */
abstract class WatchCases extends SandboxAndApi {
    WatchCases(HttpClient.Factory clients) {
        super(clients);
    }

    /** Whether closing a watch closes the connection of a server that has died. */
    abstract boolean closesSilentConnections();

    @Test
    void aWatchTellsEventsSilenceAndEnd() throws Exception {
        String version = api.call(ApiCall.get(MAPS.path("default")))
                .at("/metadata/resourceVersion")
                .asText();
        try (WatchStream watch = api.watch(MAPS.path("default") + "?watch=true&resourceVersion=" + version)) {
            assertThat(watch.next(SHORT)).isEqualTo(new Next.Silence());
            api.call(ApiCall.post(MAPS.path("default"), map("watched", "a", "1")));
            assertThat(watch.next(LONG)).isInstanceOfSatisfying(Next.Event.class, event -> {
                assertThat(event.type()).isEqualTo("ADDED");
                assertThat(event.object().at("/metadata/name").asText()).isEqualTo("watched");
            });
            sandbox.dropWatches("/configmaps");
            assertThat(ended(watch)).isTrue();
        }
    }

    @Test
    void aWatchFromForgottenHistoryIsRefusedOrTellsSo() throws Exception {
        api.call(ApiCall.post(MAPS.path("default"), map("history", "a", "1")));
        sandbox.compact();
        int code;
        try (WatchStream watch = api.watch(MAPS.path("default") + "?watch=true&resourceVersion=1")) {
            code = watch.next(LONG) instanceof Next.Event event && event.type().equals("ERROR")
                    ? event.object().path("code").asInt()
                    : 0;
        } catch (ApiException e) {
            code = e.code();
        }
        assertThat(code).isEqualTo(410);
    }

    @Test
    void aWatchWithoutRightsIsRefused() {
        sandbox.acceptToken("poor", "poor", List.of());
        try (KubeApi poor = open(token("poor"))) {
            ApiException refused = failure(() -> poor.watch(MAPS.path() + "?watch=true"));
            assertThat(refused.code()).isEqualTo(403);
            assertThat(refused).hasMessageContaining("Forbidden");
        }
    }

    @Test
    void aServerThatDiesSilentlyIsSilenceAndHoldsNobodyUp() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    connection.say(chunk("{\"type\":\"ADDED\",\"object\":{\"a\":1}}\n{\"type\":\"MODI"));
                    connection.fallSilent();
                });
                KubeApi scripted = open(plain(server))) {
            WatchStream watch = scripted.watch("/?watch=true");
            assertThat(watch.next(LONG)).isInstanceOf(Next.Event.class);
            assertThat(watch.next(SHORT)).isEqualTo(new Next.Silence());
            assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Silence());
            watch.close();
            assertThat(watch.next(LONG)).isEqualTo(new Next.End());
            if (closesSilentConnections()) {
                assertThat(server.gone.await(20, TimeUnit.SECONDS))
                        .as("its connection is closed")
                        .isTrue();
            }
        }
    }

    @Test
    void aWatchWhoseConnectionBreaksSaysSo() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    connection.say(chunk("{\"type\":\"ADDED\",\"object\":{\"a\":1}}\n{\"type\":\"MODI"));
                });
                KubeApi scripted = open(plain(server));
                WatchStream watch = scripted.watch("/?watch=true")) {
            assertThat(watch.next(LONG)).isInstanceOf(Next.Event.class);
            assertNoAnswer(failure(() -> watch.next(LONG)), Failure.Kind.BROKEN);
        }
    }

    @Test
    void aWatchThatSendsGarbageIsBroken() throws Exception {
        for (String line : List.of("no json\n", "{\"type\":\"ADDED\"}\n", "{\"object\":{}}\n", "{\"type\":\"ADD")) {
            try (ScriptedServer server = new ScriptedServer(
                            connection -> connection.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                                    + line.length() + "\r\n\r\n" + line));
                    KubeApi scripted = open(plain(server));
                    WatchStream watch = scripted.watch("/?watch=true")) {
                assertNoAnswer(failure(() -> watch.next(LONG)), Failure.Kind.BROKEN);
            }
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheServerUpAndNotTheMemory() throws Exception {
        String line = "{\"type\":\"ADDED\",\"object\":{\"a\":\"" + "x".repeat(50_000) + "\"}}\n";
        int lines = 1000;
        try (ScriptedServer server = flooding(line, lines);
                KubeApi scripted = open(plain(server));
                WatchStream watch = scripted.watch("/?watch=true")) {
            long before = -1;
            for (long now = server.written.get(); now != before; now = server.written.get()) {
                before = now;
                // Nothing says "stuck" but that nothing moves; a wrong guess here only makes the test easier to pass.
                TimeUnit.MILLISECONDS.sleep(300);
            }
            assertThat(server.written.get()).isLessThan(lines / 2);
            for (int i = 0; i < lines; i++) {
                assertThat(watch.next(LONG)).isInstanceOf(Next.Event.class);
            }
            assertThat(watch.next(LONG)).isEqualTo(new Next.End());
        }
    }

    @Test
    void closingTheApiEndsItsWatchesAndCalls() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::fallSilent);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            KubeApi mine = open(admin());
            KubeApi silent = open(plain(server));
            WatchStream watch = mine.watch(MAPS.path() + "?watch=true&resourceVersion=0");
            Future<Next> end = callers.submit(() -> {
                Next next = watch.next(LONG);
                while (next instanceof Next.Event) {
                    next = watch.next(LONG);
                }
                return next;
            });
            Future<ApiException> call = callers.submit(() -> failure(() -> silent.call(ApiCall.get("/"))));
            await(() -> !server.heads.isEmpty());
            mine.close();
            silent.close();
            assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new Next.End());
            assertNoAnswer(call.get(20, TimeUnit.SECONDS), Failure.Kind.BROKEN);
            assertNoAnswer(failure(() -> mine.call(ApiCall.get("/version"))), Failure.Kind.BROKEN);
        }
    }

    private static boolean ended(WatchStream watch) throws Exception {
        while (true) {
            Next next;
            try {
                next = watch.next(LONG);
            } catch (ApiException e) {
                // A server that closes a watch in a hurry leaves out the last chunk.
                assertNoAnswer(e, Failure.Kind.BROKEN);
                return true;
            }
            switch (next) {
                case Next.End end -> {
                    return true;
                }
                case Next.Silence silence -> {
                    return false;
                }
                case Next.Event event -> {
                    // read on
                }
            }
        }
    }

    private static ScriptedServer flooding(String line, int lines) throws IOException {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        ScriptedServer server = new ScriptedServer(connection -> {
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < lines; i++) {
                connection.say(chunk(line));
                self.get().written.incrementAndGet();
            }
            connection.say("0\r\n\r\n");
        });
        self.set(server);
        return server;
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
