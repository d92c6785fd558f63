// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A plain HTTP client for one user of a server. */
final class Api {
    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private final HttpClient client;
    private final String url;
    private final Map<String, String> headers;

    private Api(HttpClient client, String url, Map<String, String> headers) {
        this.client = client;
        this.url = url;
        this.headers = headers;
    }

    /** @param token empty for none */
    static Api of(String url, String authorityPem, String token) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!token.isEmpty()) {
            headers.put("Authorization", "Bearer " + token);
        }
        headers.put("User-Agent", "contract/1");
        return new Api(client(authorityPem, Optional.empty()), url, headers);
    }

    /** A client that shows a certificate. */
    static Api of(String url, String authorityPem, PrivateKey key, Certificate certificate) {
        HttpClient client = client(authorityPem, Optional.of(Map.entry(key, certificate)));
        return new Api(client, url, Map.of("User-Agent", "contract/1"));
    }

    private static HttpClient client(String authority, Optional<Map.Entry<PrivateKey, Certificate>> identity) {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            int index = 0;
            for (Certificate root : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII)))) {
                roots.setCertificateEntry("ca" + index++, root);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (identity.isPresent()) {
                Certificate[] chain = {identity.get().getValue()};
                own.setKeyEntry("client", identity.get().getKey(), new char[0], chain);
            }
            keys.init(own, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same client with one more header. */
    Api with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Api(client, url, more);
    }

    Reply get(String path) {
        return send("GET", path, "", "");
    }

    Reply post(String path, String body) {
        return send("POST", path, JSON, body);
    }

    Reply put(String path, String body) {
        return send("PUT", path, JSON, body);
    }

    Reply patch(String path, String contentType, String body) {
        return send("PATCH", path, contentType, body);
    }

    Reply apply(String path, String manager, String body) {
        return send("PATCH", path + (path.contains("?") ? "&" : "?") + "fieldManager=" + manager, APPLY, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, "", "");
    }

    Reply delete(String path, String options) {
        return send("DELETE", path, JSON, options);
    }

    Reply send(String method, String path, String contentType, String body) {
        return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    Reply send(String method, String path, String contentType, byte[] body) {
        try {
            HttpResponse<String> response = client.send(
                    request(path, contentType)
                            .method(
                                    method,
                                    body.length == 0 && contentType.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(body))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    response.body(),
                    response.headers().allValues("warning"));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path, String contentType) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(builder::header);
        if (!contentType.isEmpty()) {
            builder.header("Content-Type", contentType);
        }
        return builder;
    }

    /** Opens a watch; {@code path} has its query. */
    OpenWatch watch(String path) {
        try {
            return new OpenWatch(
                    client.send(request(path, "").GET().build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException("watch " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
