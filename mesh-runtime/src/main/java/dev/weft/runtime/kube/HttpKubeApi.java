// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A server through an HTTP client of fabric8. */
final class HttpKubeApi implements KubeApi {

    private static final int LARGEST_ANSWER = 256 << 20;
    private static final int LARGEST_REFUSAL = 1 << 20;
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private final Endpoint endpoint;
    private final StandardHttpClient<?, ?, ?> client;
    private final String userAgent;
    /** What ends with this API: calls that wait, and open watches. */
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    HttpKubeApi(Endpoint endpoint, StandardHttpClient<?, ?, ?> client, String userAgent) {
        this.endpoint = endpoint;
        this.client = client;
        this.userAgent = userAgent;
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        String what = call + " on " + endpoint.server();
        Deadline deadline = Deadline.in(call.timeout());
        Body body = new Body(LARGEST_ANSWER);
        try (Exchange exchange = new Exchange(what, limited(call, what), (chunks, flow) -> {
            body.add(chunks);
            flow.consume();
        })) {
            HttpResponse<AsyncBody> response = exchange.head(deadline);
            exchange.await(consumed(response), deadline);
            if (!successful(response)) {
                throw refused(what, response, body);
            }
            return Answers.object(body.bytes(), body.length());
        } catch (IOException e) {
            throw Failures.noAnswer(Failure.Kind.BROKEN, what, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        ApiCall call = ApiCall.get(path);
        String what = call + " on " + endpoint.server();
        Deadline deadline = Deadline.in(call.timeout());
        Chunks chunks = new Chunks();
        Exchange exchange = new Exchange(what, request(call, what).build(), chunks);
        try {
            HttpResponse<AsyncBody> response = exchange.head(deadline);
            if (successful(response)) {
                return new HttpWatch(what, chunks, response.body(), exchange);
            }
            try (exchange) {
                chunks.start(response.body());
                throw refused(what, response, chunks.all(new Body(LARGEST_REFUSAL), deadline));
            }
        } catch (ApiException | InterruptedException | RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Exchange::close);
        client.close();
    }

    private static boolean successful(HttpResponse<?> response) {
        return response.code() >= 200 && response.code() < 300;
    }

    private static CompletableFuture<Void> consumed(HttpResponse<AsyncBody> response) {
        response.body().consume();
        return response.body().done();
    }

    private static ApiException refused(String what, HttpResponse<?> response, Body body) {
        Failure.Refused refused =
                Answers.refused(response.code(), body.bytes(), body.length(), response.headers("Retry-After"));
        String reason = refused.reason().isEmpty() ? "" : " " + refused.reason();
        return new ApiException(what + ": refused with " + refused.code() + reason + ": " + refused.message(), refused);
    }

    /** The client, too, gives up in time: okhttp cannot be made to in the middle of an answer. */
    private StandardHttpRequest limited(ApiCall call, String what) throws ApiException {
        StandardHttpRequest.Builder request = request(call, what);
        request.timeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        return request.build();
    }

    private StandardHttpRequest.Builder request(ApiCall call, String what) throws ApiException {
        StandardHttpRequest.Builder request = new StandardHttpRequest.Builder();
        request.uri(endpoint.server() + call.path());
        request.setHeader("Accept", "application/json").setHeader("User-Agent", userAgent);
        Optional<String> token = token(what);
        if (token.isPresent()) {
            request.setHeader("Authorization", "Bearer " + token.get());
        }
        if (call.method() != ApiCall.Method.GET) {
            // Without a body the JDK's client would forget the method and send a GET.
            byte[] body = call.body() == null ? new byte[0] : call.body();
            request.method(
                    call.method().name(),
                    call.contentType().isEmpty() ? "application/json" : call.contentType(),
                    new String(body, StandardCharsets.UTF_8));
        }
        return request;
    }

    private Optional<String> token(String what) throws ApiException {
        if (!(endpoint.credentials() instanceof Endpoint.Credentials.BearerToken bearer)) {
            return Optional.empty();
        }
        try {
            String token = bearer.token().get();
            if (TOKEN.matcher(token).matches()) {
                return Optional.of(token);
            }
            throw Failures.noAnswer(
                    Failure.Kind.CONNECT, what, "the token is empty or holds characters that no token has");
        } catch (UncheckedIOException e) {
            throw Failures.noAnswer(Failure.Kind.CONNECT, what, "the token cannot be read: " + e.getMessage());
        }
    }

    /** A request and its answer; closing it ends the connection unless the answer is complete. */
    final class Exchange implements AutoCloseable {

        private final String what;
        private final CompletableFuture<HttpResponse<AsyncBody>> response;
        private volatile boolean ended;

        Exchange(String what, StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer)
                throws ApiException {
            this.what = what;
            if (closed) {
                throw gone();
            }
            try {
                response = client.consumeBytesDirect(request, consumer);
            } catch (RuntimeException e) {
                // The client was closed in between.
                if (closed) {
                    throw gone();
                }
                throw e;
            }
            open.add(this);
            if (closed) {
                close();
            }
        }

        HttpResponse<AsyncBody> head(Deadline deadline) throws ApiException, InterruptedException {
            return await(response, deadline);
        }

        <T> T await(CompletableFuture<T> future, Deadline deadline) throws ApiException, InterruptedException {
            try {
                return future.get(deadline.left(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw Failures.noAnswer(Failure.Kind.TIMEOUT, what, "no answer in time");
            } catch (ExecutionException e) {
                if (closed) {
                    throw gone();
                }
                throw Failures.of(what, e);
            } catch (CancellationException e) {
                throw gone();
            }
        }

        /** Whether it was closed on our side. */
        boolean ended() {
            return ended;
        }

        private ApiException gone() {
            return Failures.noAnswer(Failure.Kind.BROKEN, what, "the connection was closed on our side");
        }

        @Override
        public void close() {
            ended = true;
            open.remove(this);
            if (!response.cancel(true) && !response.isCompletedExceptionally()) {
                AsyncBody body = response.join().body();
                if (!body.done().isDone()) {
                    body.cancel();
                }
            }
        }
    }
}
