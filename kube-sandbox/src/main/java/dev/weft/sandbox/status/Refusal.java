// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused: the HTTP code and the Status object of Kubernetes. Words follow kube-apiserver 1.36, as
 * recorded from the running program.
 */
public final class Refusal extends RuntimeException {
    private final int code;
    private final String reason;
    private final @Nullable ObjectNode details;

    public Refusal(int code, String reason, String message, @Nullable ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /** The Status object. */
    public ObjectNode status() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", getMessage());
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (details != null) {
            status.set("details", details.deepCopy());
        }
        return status.put("code", code);
    }

    /** {@code configmaps "a" not found}. */
    public static Refusal notFound(String group, String plural, String name) {
        return about(404, "NotFound", group, plural, name, qualified(group, plural) + " \"" + name + "\" not found");
    }

    public static Refusal noSuchResource() {
        return new Refusal(404, "NotFound", "the server could not find the requested resource", Json.object());
    }

    public static Refusal alreadyExists(String group, String plural, String name) {
        return about(
                409,
                "AlreadyExists",
                group,
                plural,
                name,
                qualified(group, plural) + " \"" + name + "\" already exists");
    }

    public static Refusal conflict(String group, String plural, String name, String why) {
        String message = "Operation cannot be fulfilled on " + qualified(group, plural) + " \"" + name + "\": " + why;
        return about(409, "Conflict", group, plural, name, message);
    }

    public static Refusal modified(String group, String plural, String name) {
        return conflict(
                group,
                plural,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** 422 with causes; {@code kind} is the kind of the object, or of the options ({@code PatchOptions.meta.k8s.io}). */
    public static Refusal invalid(String group, String kind, String name, List<Cause> causes) {
        String all = causes.stream().map(Cause::sentence).collect(Collectors.joining(", "));
        String what = qualified(group, kind) + " \"" + name + "\" is invalid: "
                + (causes.size() == 1 ? all : "[" + all + "]");
        return new Refusal(422, "Invalid", what, withCauses(details(group, kind, name), causes));
    }

    public static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message, null);
    }

    public static Refusal forbidden(String group, String plural, String name, String why) {
        String what = qualified(group, plural) + (name.isEmpty() ? "" : " \"" + name + "\"");
        return about(403, "Forbidden", group, plural, name, what + " is forbidden: " + why);
    }

    public static Refusal namespaceTerminating(String group, String plural, String name, String namespace) {
        Refusal plain = forbidden(
                group,
                plural,
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        Cause cause = new Cause(
                "NamespaceTerminating", "namespace " + namespace + " is being terminated", "metadata.namespace");
        return new Refusal(
                403,
                plain.reason,
                String.valueOf(plain.getMessage()),
                withCauses(details(group, plural, name), List.of(cause)));
    }

    public static Refusal unauthorized() {
        return new Refusal(401, "Unauthorized", "Unauthorized", null);
    }

    public static Refusal methodNotAllowed() {
        return new Refusal(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Json.object());
    }

    public static Refusal unsupportedMediaType(String accepted) {
        return new Refusal(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted,
                null);
    }

    public static Refusal expired(String message) {
        return new Refusal(410, "Expired", message, null);
    }

    public static Refusal tooLarge() {
        return new Refusal(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", Json.object());
    }

    public static Refusal internal(String message) {
        return new Refusal(500, "", message, null);
    }

    /** A resourceVersion from the future. */
    public static Refusal futureVersion(long asked, long current) {
        ObjectNode details = withCauses(
                Json.object(), List.of(new Cause("ResourceVersionTooLarge", "Too large resource version", "")));
        details.put("retryAfterSeconds", 1);
        return new Refusal(
                504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + current, details);
    }

    /** A server-side apply that would take fields of others. */
    public static Refusal applyConflict(String message, List<Cause> causes) {
        return new Refusal(409, "Conflict", message, withCauses(Json.object(), causes));
    }

    /** {@code plural.group}, or the bare name in the core group. */
    public static String qualified(String group, String name) {
        return group.isEmpty() ? name : name + "." + group;
    }

    private static Refusal about(int code, String reason, String group, String kind, String name, String message) {
        return new Refusal(code, reason, message, details(group, kind, name));
    }

    private static ObjectNode details(String group, String kind, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", kind);
    }

    private static ObjectNode withCauses(ObjectNode details, List<Cause> causes) {
        ArrayNode list = details.putArray("causes");
        for (Cause cause : causes) {
            ObjectNode entry = list.addObject().put("reason", cause.reason()).put("message", cause.message());
            if (!cause.field().isEmpty()) {
                entry.put("field", cause.field());
            }
        }
        return details;
    }
}
