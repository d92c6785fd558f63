// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.hooks.Transcript;
import dev.weft.sandbox.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults as a client sees them, over the network. */
class FaultsTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    private final HttpClient client = HttpClient.newHttpClient();
    private Sandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.named("faults").withTls(false));
    }

    @AfterEach
    void close() {
        sandbox.close();
        client.shutdownNow();
    }

    private HttpRequest request(String method, String uri, String body) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + uri))
                .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(String method, String uri, String body) throws IOException, InterruptedException {
        return client.send(request(method, uri, body), HttpResponse.BodyHandlers.ofString());
    }

    private static String configMap(String name, String value) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + value + "\"}}";
    }

    private HttpResponse<String> create(String name) throws IOException, InterruptedException {
        return send("POST", CONFIG_MAPS, configMap(name, "1"));
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(String object) {
        return json(object).path("metadata").path("resourceVersion").asText();
    }

    /** Lines of a watch; to ask whether there is another one waits for it, or for the end. */
    private Iterator<String> watch(String uri) throws IOException, InterruptedException {
        return client.send(request("GET", uri, ""), HttpResponse.BodyHandlers.ofLines())
                .body()
                .iterator();
    }

    private static String name(String event) {
        return json(event).path("object").path("metadata").path("name").asText();
    }

    private static boolean hasEnded(Iterator<String> watch) {
        try {
            return !watch.hasNext();
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void aDelayedCallIsDoneAfterThoseThatComeDuringItsPause() throws Exception {
        sandbox.faults()
                .next(
                        new Faults.Target("create", "configmaps", "default", ""),
                        new Faults.Delay(Duration.ofSeconds(1)));
        CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                request("POST", CONFIG_MAPS, configMap("slow", "1")), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> other = send("POST", SECRETS, "{\"metadata\":{\"name\":\"quick\"}}");
        assertThat(other.statusCode()).isEqualTo(201);
        HttpResponse<String> late = slow.get();
        assertThat(late.statusCode()).isEqualTo(201);
        assertThat(Long.parseLong(version(late.body()))).isGreaterThan(Long.parseLong(version(other.body())));
    }

    @Test
    void aConnectionThatBreaksBeforeTheCallLeavesNothing() throws Exception {
        sandbox.faults().next(Faults.Target.of("create", "configmaps"), new Faults.BreakConnection());
        assertThatThrownBy(() -> create("a")).isInstanceOf(IOException.class);
        assertThat(send("GET", CONFIG_MAPS + "/a", "").statusCode()).isEqualTo(404);
        assertThat(create("a").statusCode()).isEqualTo(201);
        assertThat(sandbox.transcript().entries())
                .extracting(Transcript.Entry::verb, Transcript.Entry::code)
                .startsWith(tuple("create", 0));
    }

    @Test
    void anUpdateWhoseAnswerIsLostCountsAndIsNotDoneTwice() throws Exception {
        String read = create("a").body();
        String body =
                "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"" + version(read) + "\"},\"data\":{\"k\":\"2\"}}";
        sandbox.faults().next(Faults.Target.of("patch", "configmaps"), new Faults.LoseAnswer());
        HttpRequest patch = HttpRequest.newBuilder(URI.create(sandbox.url() + CONFIG_MAPS + "/a"))
                .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThatThrownBy(() -> client.send(patch, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        assertThat(json(send("GET", CONFIG_MAPS + "/a", "").body())
                        .path("data")
                        .path("k")
                        .asText())
                .isEqualTo("2");
        assertThat(client.send(patch, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void droppedWatchesEndAndGoOnWhereTheyWere() throws Exception {
        String version = version(create("a").body());
        Iterator<String> dropped = watch(CONFIG_MAPS + "?watch=1&resourceVersion=" + version);
        Iterator<String> other = watch(SECRETS + "?watch=1&resourceVersion=" + version);
        String seen = version(create("b").body());
        assertThat(name(dropped.next())).isEqualTo("b");
        sandbox.dropWatches("/configmaps");
        assertThat(hasEnded(dropped)).isTrue();
        create("c");
        send("POST", SECRETS, "{\"metadata\":{\"name\":\"s\"}}");
        assertThat(name(other.next())).isEqualTo("s");
        assertThat(name(watch(CONFIG_MAPS + "?watch=1&resourceVersion=" + seen).next()))
                .isEqualTo("c");
        sandbox.dropWatches(null);
        assertThat(hasEnded(other)).isTrue();
    }

    @Test
    void aListThatIsCompactedBetweenItsPagesMustBeginAnew() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            create(name);
        }
        JsonNode first = json(send("GET", CONFIG_MAPS + "?limit=1", "").body());
        String next =
                "?limit=1&continue=" + first.path("metadata").path("continue").asText();
        assertThat(send("GET", CONFIG_MAPS + next, "").statusCode()).isEqualTo(200);
        create("d");
        sandbox.compact();
        HttpResponse<String> gone = send("GET", CONFIG_MAPS + next, "");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(json(gone.body()).path("reason").asText()).isEqualTo("Expired");
        assertThat(json(gone.body()).path("message").asText()).contains("The provided continue parameter is too old");
        JsonNode anew = json(send("GET", CONFIG_MAPS + "?limit=2", "").body());
        String rest = "?continue=" + anew.path("metadata").path("continue").asText();
        assertThat(json(send("GET", CONFIG_MAPS + rest, "").body())
                        .path("items")
                        .findValuesAsText("name"))
                .contains("d");
    }

    @Test
    void aWatcherGetsEverythingWhileAnotherIsStuck() throws Exception {
        try (Socket stuck = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(sandbox.url()).getPort())) {
            String request = "GET " + CONFIG_MAPS + "?watch=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + sandbox.identity().adminToken() + "\r\n\r\n";
            stuck.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            // The watch is open once it has answered; from here on nobody reads.
            assertThat(stuck.getInputStream().read()).isEqualTo('H');
            Iterator<String> reader = watch(CONFIG_MAPS + "?watch=1&resourceVersion="
                    + version(send("GET", CONFIG_MAPS + "?limit=1", "").body()));
            String large = "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                assertThat(send("POST", CONFIG_MAPS, configMap("c" + i, large)).statusCode())
                        .isEqualTo(201);
            }
            int seen = 0;
            while (seen < 200) {
                seen += name(reader.next()).equals("c" + seen) ? 1 : 0;
            }
        }
    }

    @Test
    void aRuleDecidesAboutEachCallOfAUser() throws Exception {
        sandbox.acceptToken("token-of-jane", "jane", List.of("system:masters"));
        List<Faults.Call> seen = new CopyOnWriteArrayList<>();
        sandbox.faults().decide(call -> {
            seen.add(call);
            return call.user().equals("jane")
                    ? Optional.of(new Faults.Refuse(503, "ServiceUnavailable", "not for jane"))
                    : Optional.empty();
        });

        HttpResponse<String> janes = client.send(
                HttpRequest.newBuilder(URI.create(sandbox.url() + SECRETS))
                        .header("Authorization", "Bearer token-of-jane")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(janes.statusCode()).isEqualTo(503);
        assertThat(janes.body()).contains("not for jane");
        assertThat(send("GET", SECRETS, "").statusCode()).isEqualTo(200);
        assertThat(seen).contains(new Faults.Call("jane", "list", "secrets", "default", ""));
        sandbox.faults().clear();
        assertThat(send("GET", CONFIG_MAPS, "").statusCode()).isEqualTo(200);
        assertThat(seen).hasSize(2);
    }
}
