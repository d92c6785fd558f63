// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints the figures of docs/benchmarks.md for kube-sandbox; over plain HTTP, client and server in one process. */
public final class SandboxBenchmark {
    private static final int OBJECTS = 20_000;
    private static final int CLIENTS = 4;
    private static final String COLLECTION = "/api/v1/namespaces/default/configmaps";

    private final Sandbox sandbox;
    private final HttpClient client;

    private SandboxBenchmark(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    public static void main(String[] args) throws Exception {
        List<Sandbox> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            many.add(Sandbox.start(SandboxOptions.named("start-" + i)));
            System.out.printf("start of server %d with TLS: %.1f ms%n", i + 1, millis(start));
        }
        many.forEach(Sandbox::close);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("benchmark").withTls(false))) {
            new SandboxBenchmark(sandbox).run();
        }
    }

    private void run() throws Exception {
        long heap = heap();
        for (int round = 0; round < 4; round++) {
            create(round);
        }
        System.out.printf("heap for %,d objects: %d MiB%n", OBJECTS, (heap() - heap) >> 20);
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            int items = list();
            System.out.printf("list of %,d in pages of 500, parsed: %.0f ms%n", items, millis(start));
        }
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            int items = watchList();
            System.out.printf("sendInitialEvents of %,d, parsed: %.0f ms%n", items, millis(start));
        }
        watches();
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + uri))
                .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                .header("Content-Type", "application/json");
    }

    private void create(int round) throws Exception {
        int count = OBJECTS / 4;
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                done.add(clients.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        post("c-" + round + "-" + n);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
        System.out.printf(
                "creates %,d to %,d: %,.0f/s%n", round * count, (round + 1) * count, count / (millis(start) / 1e3));
    }

    private void post(String name) throws IOException, InterruptedException {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"x\",\"tier\":\"y\"}},\"data\":{\"key\":\"" + "v".repeat(200) + "\"}}";
        HttpResponse<String> response = client.send(
                request(COLLECTION)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IllegalStateException(response.body());
        }
    }

    private int list() throws IOException, InterruptedException {
        int items = 0;
        String next = "";
        do {
            String uri = COLLECTION + "?limit=500" + (next.isEmpty() ? "" : "&continue=" + next);
            byte[] body = client.send(request(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            JsonNode page = Json.parse(body);
            items += page.path("items").size();
            next = page.path("metadata").path("continue").asText("");
        } while (!next.isEmpty());
        return items;
    }

    private int watchList() throws IOException, InterruptedException {
        String uri = COLLECTION
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        int items = 0;
        try (InputStream body = client.send(request(uri).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            while (!Json.parse(lines.readLine().getBytes(StandardCharsets.UTF_8))
                    .path("type")
                    .asText()
                    .equals("BOOKMARK")) {
                items++;
            }
        }
        return items;
    }

    /** 200 watches, then 100 creates: the time until every watcher has seen all of them. */
    private void watches() throws Exception {
        int watchers = 200;
        int events = 100;
        CountDownLatch open = new CountDownLatch(watchers);
        CountDownLatch seen = new CountDownLatch(watchers);
        String uri = COLLECTION + "?watch=1&resourceVersion="
                + Json.parse(client.send(
                                        request(COLLECTION + "?limit=1").build(),
                                        HttpResponse.BodyHandlers.ofByteArray())
                                .body())
                        .path("metadata")
                        .path("resourceVersion")
                        .asText();
        for (int i = 0; i < watchers; i++) {
            Thread.ofVirtual().start(() -> watch(uri, events, open, seen));
        }
        open.await(60, TimeUnit.SECONDS);
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            post("event-" + i);
        }
        boolean all = seen.await(60, TimeUnit.SECONDS);
        System.out.printf(
                "%d watches, %d creates one after the other: every watcher had all %d events after %.0f ms (%s)%n",
                watchers, events, events, millis(start), all ? "complete" : "INCOMPLETE");
    }

    private void watch(String uri, int events, CountDownLatch open, CountDownLatch seen) {
        try (InputStream body = client.send(request(uri).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            open.countDown();
            for (int i = 0; i < events; i++) {
                lines.readLine();
            }
            seen.countDown();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
