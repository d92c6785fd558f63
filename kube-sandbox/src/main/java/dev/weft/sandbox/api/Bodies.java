// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Duplicates;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.json.Yaml;
import dev.weft.sandbox.kinds.BuiltIns;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.proto.MalformedProtobufException;
import dev.weft.sandbox.proto.ProtobufBody;
import dev.weft.sandbox.schema.Decoding;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads bodies: text to tree, then the tree as an object of its kind. */
final class Bodies {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String ACCEPTED = "application/json, application/yaml, " + PROTOBUF;

    private final Catalog catalog;

    Bodies(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @param warnings what was dropped or stood twice */
    record Decoded(ObjectNode object, List<String> warnings) {}

    /** The object in the body of a create or update. */
    Decoded object(Call call) {
        Resource resource = call.resource();
        JsonNode node = tree(call);
        if (!(node instanceof ObjectNode object)) {
            throw unrecognized(
                    resource,
                    "couldn't get version/kind; json parse error: json: cannot unmarshal "
                            + node.getNodeType().name().toLowerCase(Locale.ROOT) + " into an object");
        }
        identify(resource, object, call);
        return conform(call, object, duplicates(call));
    }

    private JsonNode tree(Call call) {
        byte[] body = call.body();
        try {
            return switch (call.contentType()) {
                case "",
                        "application/json",
                        "application/apply-patch+yaml",
                        "application/yaml",
                        "application/yml",
                        "application/x-yaml" -> text(call);
                case PROTOBUF -> ProtobufBody.decode(body, this::builtIn);
                default -> throw Refusal.unsupportedMediaType(ACCEPTED);
            };
        } catch (JsonProcessingException e) {
            throw unrecognized(
                    call.resource(), "couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        } catch (IOException | MalformedProtobufException e) {
            throw unrecognized(call.resource(), String.valueOf(e.getMessage()));
        } catch (YamlEngineException e) {
            throw unrecognized(
                    call.resource(),
                    "yaml: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static JsonNode text(Call call) throws IOException {
        byte[] body = call.body();
        if (isJson(call)) {
            JsonNode node = Json.parse(body);
            if (node.isMissingNode()) {
                throw unrecognized(
                        call.resource(),
                        "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)");
            }
            return node;
        }
        List<JsonNode> documents = Yaml.documents(new String(body, StandardCharsets.UTF_8));
        if (documents.size() != 1) {
            throw unrecognized(call.resource(), "yaml: expected one document, found " + documents.size());
        }
        return documents.get(0);
    }

    private static boolean isJson(Call call) {
        if (call.contentType().isEmpty() || call.contentType().equals("application/json")) {
            return true;
        }
        for (byte b : call.body()) {
            if (!Character.isWhitespace(b)) {
                return b == '{' && call.contentType().equals("application/apply-patch+yaml") && parses(call.body());
            }
        }
        return false;
    }

    /** A YAML flow mapping starts with a brace as well. */
    private static boolean parses(byte[] body) {
        try {
            return Json.parse(body).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private Schema builtIn(String apiVersion, String kind) {
        return catalog.findKind(apiVersion, kind)
                .filter(resource -> !resource.custom())
                .map(Resource::schema)
                .orElseGet(() -> options(apiVersion, kind));
    }

    private static Schema options(String apiVersion, String kind) {
        return switch (apiVersion + "/" + kind) {
            case "authentication.k8s.io/v1/TokenRequest" -> BuiltIns.type("authentication.v1.TokenRequest");
            case "v1/DeleteOptions", "meta.k8s.io/v1/DeleteOptions" -> BuiltIns.type("meta.v1.DeleteOptions");
            case "autoscaling/v1/Scale" -> BuiltIns.type("autoscaling.v1.Scale");
            default ->
                throw Refusal.badRequest("no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        };
    }

    private static Refusal unrecognized(Resource resource, String why) {
        return Refusal.badRequest(
                "the object provided is unrecognized (must be of type " + resource.kind() + "): " + why);
    }

    /** Optional bodies of deletions and of subresources with kinds of their own; an empty body is an empty object. */
    ObjectNode options(Call call) {
        if (call.body().length == 0) {
            return Json.object();
        }
        try {
            JsonNode node = call.contentType().equals(PROTOBUF)
                    ? ProtobufBody.decode(call.body(), this::builtIn)
                    : Yaml.documents(new String(call.body(), StandardCharsets.UTF_8)).stream()
                            .findFirst()
                            .orElseGet(Json::object);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw Refusal.badRequest("couldn't get version/kind; json parse error: not an object");
        } catch (YamlEngineException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw Refusal.badRequest("couldn't get version/kind; json parse error: " + why);
        } catch (MalformedProtobufException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static void identify(Resource resource, ObjectNode object, Call call) {
        String kind = Json.at(object, "kind");
        String apiVersion = Json.at(object, "apiVersion");
        if (call.contentType().equals("application/apply-patch+yaml") && (kind.isEmpty() || apiVersion.isEmpty())) {
            throw Refusal.badRequest(
                    "invalid object type: " + (apiVersion.isEmpty() ? "/" : apiVersion) + ", Kind=" + kind);
        }
        if (resource.custom()) {
            if (kind.isEmpty()) {
                throw unrecognized(resource, "Object 'Kind' is missing in '" + brief(object) + "'");
            }
            if (!kind.equals(resource.kind())) {
                Cause cause = Cause.invalid("kind", object.path("kind"), "must be " + resource.kind());
                throw Refusal.invalid(resource.group(), kind, Json.at(object, "metadata", "name"), List.of(cause));
            }
        } else if (!kind.isEmpty() && !kind.equals(resource.kind())) {
            throw Refusal.badRequest(kind + " in version \"" + resource.version() + "\" cannot be handled as a "
                    + resource.kind() + ": converting (" + kind + ") to (" + resource.kind() + "): unknown conversion");
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(resource.apiVersion())) {
            throw Refusal.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + resource.apiVersion() + ")");
        }
        object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
    }

    private static String brief(ObjectNode object) {
        String text = object.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static List<String> duplicates(Call call) {
        if (!isJson(call) || call.options().get("fieldValidation").equals("Ignore")) {
            return List.of();
        }
        try {
            return Duplicates.of(call.body()).stream()
                    .map(path -> "duplicate field \"" + path + "\"")
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Fits the tree to the schema of its kind: types, unknown fields. */
    Decoded conform(Call call, ObjectNode object, List<String> duplicates) {
        Resource resource = call.resource();
        Schema metadata = BuiltIns.metadata();
        String what = resource.kind() + " in version \"" + resource.version() + "\" cannot be handled as a "
                + resource.kind() + ": ";
        String mode = call.options().fieldValidation(call.verb().equals("create") ? "CreateOptions" : "UpdateOptions");
        (resource.custom()
                        ? Decoding.mismatch(metadata, object.path("metadata"), "ObjectMeta")
                        : Decoding.mismatch(resource.schema(), object, resource.kind()))
                .ifPresent(why -> {
                    throw Refusal.badRequest(what + why);
                });
        Fields.dropNulls(resource.schema(), object);
        List<String> found = new ArrayList<>(duplicates);
        Fields.prune(resource.schema(), object, metadata).forEach(path -> found.add("unknown field \"" + path + "\""));
        if (mode.equals("Strict") && !found.isEmpty()) {
            throw Refusal.badRequest(what + "strict decoding error: " + String.join(", ", found));
        }
        return new Decoded(object, mode.equals("Warn") ? found : List.of());
    }
}
