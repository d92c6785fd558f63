// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** Answers each call with what a test has laid ready, in order, and remembers what it was asked. */
final class FakeKubeApi implements KubeApi {

    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<ApiCall> calls = new ArrayList<>();

    /** An answer, which may take its time. */
    @FunctionalInterface
    interface Reply {
        ObjectNode to(ApiCall call) throws ApiException, InterruptedException;
    }

    /** The body that was sent, with the metadata a server adds. */
    static final Reply ECHO = call -> {
        byte[] body = call.body();
        ObjectNode object = body == null ? JsonNodeFactory.instance.objectNode() : CanonicalJson.object(body);
        object.withObject("/metadata")
                .put("uid", "u1")
                .put("resourceVersion", "8")
                .putArray("managedFields");
        return object;
    };

    synchronized FakeKubeApi answers(Reply reply) {
        replies.add(reply);
        return this;
    }

    FakeKubeApi answers(ObjectNode object) {
        return answers(call -> object);
    }

    FakeKubeApi refuses(int code, String reason) {
        return refuses(code, reason, Optional.empty());
    }

    FakeKubeApi refuses(int code, String reason, Optional<Duration> retryAfter) {
        return answers(call -> {
            throw new ApiException(
                    call + ": " + code,
                    new Failure.Refused(code, reason, "because of " + reason, MissingNode.getInstance(), retryAfter));
        });
    }

    FakeKubeApi gives(Failure.Kind kind) {
        return answers(call -> {
            throw new ApiException(call + ": " + kind, new Failure.NoAnswer(kind, "no answer: " + kind));
        });
    }

    synchronized List<ApiCall> calls() {
        return List.copyOf(calls);
    }

    ObjectNode body(int call) {
        byte[] body = calls().get(call).body();
        return body == null ? JsonNodeFactory.instance.objectNode() : CanonicalJson.object(body);
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        Reply reply;
        synchronized (this) {
            calls.add(call);
            reply = replies.remove();
        }
        return reply.to(call);
    }

    @Override
    public WatchStream watch(String path) {
        throw new UnsupportedOperationException("writers do not watch");
    }

    @Override
    public void close() {
        // nothing is open
    }
}
