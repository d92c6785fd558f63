// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to an API server.
 *
 * @param path with query, already escaped
 * @param contentType of the body, empty when there is none
 * @param body JSON, or null; must not be changed
 * @param timeout for the whole call
 */
public record ApiCall(Method method, String path, String contentType, byte @Nullable [] body, Duration timeout) {

    /** For calls that say nothing else (house.md 3.1). */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String JSON = "application/json";

    /** The verbs of HTTP that Kubernetes uses. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    public static ApiCall get(String path) {
        return new ApiCall(Method.GET, path, "", null, TIMEOUT);
    }

    public static ApiCall post(String path, JsonNode body) {
        return of(Method.POST, path, JSON, body);
    }

    public static ApiCall put(String path, JsonNode body) {
        return of(Method.PUT, path, JSON, body);
    }

    public static ApiCall mergePatch(String path, JsonNode patch) {
        return of(Method.PATCH, path, "application/merge-patch+json", patch);
    }

    /** Server-side apply, taking over what others own. */
    public static ApiCall apply(String path, JsonNode object, String fieldManager) {
        String query = (path.contains("?") ? "&" : "?") + "force=true&fieldManager=" + escaped(fieldManager);
        return of(Method.PATCH, path + query, "application/apply-patch+yaml", object);
    }

    /** Deletes that very object, if it is still the one that was read. */
    public static ApiCall delete(String path, String uid, String resourceVersion) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("uid", uid).put("resourceVersion", resourceVersion);
        return of(Method.DELETE, path, JSON, options);
    }

    public ApiCall within(Duration other) {
        return new ApiCall(method, path, contentType, body, other);
    }

    /** {@code text} as part of a path or query. */
    public static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ApiCall of(Method method, String path, String contentType, JsonNode body) {
        return new ApiCall(method, path, contentType, CanonicalJson.bytes(body), TIMEOUT);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
