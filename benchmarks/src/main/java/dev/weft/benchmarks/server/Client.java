// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What an informer and a writer do, by plain HTTP/1.1 over TLS, on ConfigMaps of about 600 bytes in one namespace. */
final class Client implements AutoCloseable {
    static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final ServerUnderLoad server;

    Client(ServerUnderLoad server) throws IOException, GeneralSecurityException {
        this.server = server;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust(server.authority()))
                .build();
    }

    private static SSLContext trust(String pem) throws IOException, GeneralSecurityException {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        int index = 0;
        for (Certificate root : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            roots.setCertificateEntry("root-" + index++, root);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(server.url().resolve(uri))
                .header("Authorization", "Bearer " + server.token())
                .header("Accept", "application/json")
                .header("Content-Type", "application/json");
    }

    private JsonNode get(String uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(uri + ": " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    boolean isReady() throws InterruptedException {
        try {
            HttpRequest ready = request("/readyz").build();
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    void create(String name) throws IOException, InterruptedException {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"x\",\"tier\":\"y\"}},\"data\":{\"key\":\"" + "v".repeat(200) + "\"}}";
        HttpRequest post = request(CONFIG_MAPS)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(post, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException(response.statusCode() + ": " + response.body());
        }
    }

    /** Reads all objects in pages of 500; returns how many. */
    int list() throws IOException, InterruptedException {
        int items = 0;
        String next = "";
        do {
            JsonNode page = get(CONFIG_MAPS + "?limit=500" + (next.isEmpty() ? "" : "&continue=" + next));
            items += page.path("items").size();
            next = page.path("metadata").path("continue").asText("");
        } while (!next.isEmpty());
        return items;
    }

    String revision() throws IOException, InterruptedException {
        return get(CONFIG_MAPS + "?limit=1")
                .path("metadata")
                .path("resourceVersion")
                .asText();
    }

    /** Reads all objects as the first events of a watch, up to the bookmark; returns how many. */
    int watchList() throws IOException, InterruptedException {
        String query = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        try (BufferedReader lines = watch(query)) {
            for (int items = 0; ; items++) {
                if (JSON.readTree(next(lines)).path("type").asText().equals("BOOKMARK")) {
                    return items;
                }
            }
        }
    }

    BufferedReader watch(String query) throws IOException, InterruptedException {
        InputStream body = client.send(request(CONFIG_MAPS + query).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    static String next(BufferedReader watch) throws IOException {
        String line = watch.readLine();
        if (line == null) {
            throw new IOException("the watch has ended");
        }
        return line;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
