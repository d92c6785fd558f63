// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.WatchStream;
import dev.weft.runtime.ref.GroupKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sandbox over the network, without TLS. */
final class SandboxApi implements KubeApi, ServedKinds {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    SandboxApi(String url, String token) {
        this.url = url;
        this.token = token;
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        HttpResponse<InputStream> response = send(request(call.path()).timeout(call.timeout()));
        try (InputStream body = response.body()) {
            JsonNode answer = JSON.readTree(body);
            return answer instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        return new Lines(send(request(path)).body());
    }

    @Override
    public Optional<ResourceType> find(GroupKind kind, List<String> versions)
            throws ApiException, InterruptedException {
        for (String version : versions) {
            String path = kind.group().isEmpty() ? "/api/" + version : "/apis/" + kind.group() + "/" + version;
            try {
                for (JsonNode resource : call(ApiCall.get(path)).path("resources")) {
                    String plural = resource.path("name").asText();
                    if (resource.path("kind").asText().equals(kind.kind()) && !plural.contains("/")) {
                        boolean namespaced = resource.path("namespaced").asBoolean();
                        return Optional.of(new ResourceType(kind.group(), version, plural, kind.kind(), namespaced));
                    }
                }
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws ApiException, InterruptedException {
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() < 300) {
                return response;
            }
            try (InputStream body = response.body()) {
                JsonNode status = JSON.readTree(body);
                String message = status.path("message").asText();
                throw new ApiException(
                        message,
                        new Failure.Refused(
                                response.statusCode(),
                                status.path("reason").asText(),
                                message,
                                status.path("details"),
                                Optional.empty()));
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static ApiException failure(IOException e) {
        Failure.Kind kind = e instanceof HttpTimeoutException
                ? Failure.Kind.TIMEOUT
                : e instanceof ConnectException ? Failure.Kind.CONNECT : Failure.Kind.BROKEN;
        return new ApiException(e.toString(), new Failure.NoAnswer(kind, kind.toString()));
    }

    /** Reads on a thread of its own, so that whoever waits can stop waiting. */
    private static final class Lines implements WatchStream {

        private final InputStream body;
        private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

        Lines(InputStream body) {
            this.body = body;
            Thread.ofVirtual().start(() -> {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        ObjectNode event = (ObjectNode) JSON.readTree(line);
                        arrived.add(new Next.Event(event.path("type").asText(), (ObjectNode) event.path("object")));
                    }
                    arrived.add(new Next.End());
                } catch (IOException e) {
                    arrived.add(failure(e));
                }
            });
        }

        @Override
        public Next next(Duration atMost) throws ApiException, InterruptedException {
            Object next = arrived.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (next instanceof ApiException e) {
                throw e;
            }
            return next == null ? new Next.Silence() : (Next) next;
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                arrived.add(failure(e));
            }
        }
    }
}
