// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keeps objects by path: reads them, and makes new ones by POST. */
final class FakeServer implements KubeApi {

    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Failure> failures = new HashMap<>();

    synchronized void put(String path, ObjectNode object) {
        objects.put(path, object);
    }

    synchronized void remove(String path) {
        objects.remove(path);
    }

    synchronized Optional<ObjectNode> at(String path) {
        return Optional.ofNullable(objects.get(path));
    }

    synchronized void fails(String call, Failure failure) {
        failures.put(call, failure);
    }

    void refuses(String call, int code) {
        fails(call, new Failure.Refused(code, "", "code " + code, MissingNode.getInstance(), Optional.empty()));
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public synchronized ObjectNode call(ApiCall call) throws ApiException {
        calls.add(call.toString());
        Failure failure = failures.get(call.toString());
        if (failure != null) {
            throw new ApiException(call + " fails", failure);
        }
        return switch (call.method()) {
            case GET -> {
                ObjectNode object = objects.get(call.path());
                if (object == null) {
                    throw refused(call, 404);
                }
                yield object.deepCopy();
            }
            case POST -> {
                ObjectNode object = CanonicalJson.object(Objects.requireNonNull(call.body()));
                String path = call.path() + "/" + object.at("/metadata/name").asText();
                if (objects.putIfAbsent(path, object) != null) {
                    throw refused(call, 409);
                }
                yield object.deepCopy();
            }
            case PUT, PATCH, DELETE -> throw new AssertionError(call + ": the issuer changes nothing");
        };
    }

    private static ApiException refused(ApiCall call, int code) {
        return new ApiException(
                call + ": " + code,
                new Failure.Refused(code, "", "code " + code, MissingNode.getInstance(), Optional.empty()));
    }

    @Override
    public WatchStream watch(String path) {
        throw new UnsupportedOperationException("the issuer does not watch");
    }

    @Override
    public void close() {
        // nothing is open
    }
}
