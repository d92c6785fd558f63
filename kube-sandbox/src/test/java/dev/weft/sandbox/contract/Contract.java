// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** One server for all tests of a class, one namespace for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {
    private static final AtomicInteger COUNT = new AtomicInteger();

    ContractTarget target;
    Api api;
    String namespace;

    /** Paths of collections in the namespace of the test. */
    String configMaps;

    @BeforeAll
    void open() throws Exception {
        target = ContractTarget.open();
        api = Api.of(target.url(), target.authority(), target.token());
    }

    @AfterAll
    void close() throws Exception {
        target.close();
    }

    @BeforeEach
    void namespace() {
        namespace = "t" + COUNT.incrementAndGet() + "-" + Long.toString(System.nanoTime() & 0xffffff, 36);
        configMaps = "/api/v1/namespaces/" + namespace + "/configmaps";
        Reply created = api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        if (created.code() != 201) {
            throw new AssertionError(created.text());
        }
    }

    String path(String group, String plural) {
        return (group.contains("/") ? "/apis/" : "/api/") + group + "/namespaces/" + namespace + "/" + plural;
    }

    static String configMap(String name, String... data) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < data.length; i += 2) {
            fields.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(data[i])
                    .append("\":\"")
                    .append(data[i + 1])
                    .append('"');
        }
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"},\"data\":{"
                + fields + "}}";
    }

    static String labelled(String name, String labels) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\",\"labels\":"
                + labels + "}}";
    }

    static JsonNode json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for what comes about by itself. */
    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 30 s");
            }
            Thread.sleep(20);
        }
    }
}
