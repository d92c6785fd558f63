// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * OpenAPI v3 documents, one a group and version: what kubectl needs for explain, apply, diff and its checks. Built-in
 * types come from the table of types and have no descriptions; custom ones show the schema of their definition.
 */
public final class OpenApi {
    private static final List<String> PARAMETERS =
            List.of("dryRun", "fieldManager", "fieldValidation", "force", "pretty");

    private final Catalog catalog;
    private final Store store;

    public OpenApi(Catalog catalog, Store store) {
        this.catalog = catalog;
        this.store = store;
    }

    Response answer(String path) {
        String document = path.substring("/openapi/v3".length()).replaceAll("^/|/$", "");
        Map<String, List<Resource>> documents = documents();
        if (document.isEmpty()) {
            ObjectNode index = Json.object();
            ObjectNode paths = index.putObject("paths");
            documents.forEach((name, resources) -> paths.putObject(name)
                    .put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash(name, resources)));
            return Response.json(200, index);
        }
        List<Resource> resources = documents.get(document);
        if (resources == null) {
            return Response.text(404, "");
        }
        return Response.json(200, document(document, resources));
    }

    private Map<String, List<Resource>> documents() {
        Map<String, List<Resource>> result = new TreeMap<>();
        for (Resource resource : catalog.all()) {
            String name = (resource.group().isEmpty() ? "api/" : "apis/") + resource.apiVersion();
            result.computeIfAbsent(name, key -> new ArrayList<>()).add(resource);
        }
        return result;
    }

    /** Changes when the document does: clients keep documents by it. */
    private String hash(String name, List<Resource> resources) {
        int hash = name.hashCode();
        for (Resource resource : resources) {
            hash = 31 * hash + resource.plural().hashCode();
            hash = 31 * hash + (resource.custom() ? custom(resource).hashCode() : 0);
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private ObjectNode document(String name, List<Resource> resources) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "kube-sandbox").put("version", "v1.36.4");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        OpenApiSchemas types = new OpenApiSchemas(schemas);
        for (Resource resource : resources) {
            ObjectNode kind = Json.object()
                    .put("group", resource.group())
                    .put("version", resource.version())
                    .put("kind", resource.kind());
            String component = resource.custom() ? customName(resource) : types.add(resource.schema());
            if (resource.custom()) {
                schemas.set(component, types.withMetadata(custom(resource)));
            }
            if (schemas.get(component) instanceof ObjectNode schema) {
                schema.putArray("x-kubernetes-group-version-kind").add(kind);
            }
            String collection =
                    "/" + name + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.plural();
            operation(paths, collection, "post", "post", kind, component);
            operation(paths, collection, "get", "list", kind, component);
            for (String method : List.of("get", "put", "patch", "delete")) {
                operation(paths, collection + "/{name}", method, method, kind, component);
            }
        }
        return document;
    }

    private static String customName(Resource resource) {
        List<String> parts = new ArrayList<>(List.of(resource.group().split("\\.")));
        Collections.reverse(parts);
        return String.join(".", parts) + "." + resource.version() + "." + resource.kind();
    }

    private static void operation(
            ObjectNode paths, String path, String method, String action, ObjectNode kind, String component) {
        ObjectNode operation = Json.child(paths, path).putObject(method);
        if (!method.equals("get")) {
            for (String parameter : PARAMETERS) {
                operation
                        .withArray("parameters")
                        .addObject()
                        .put("name", parameter)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "string");
            }
        }
        ObjectNode response = operation.putObject("responses").putObject("200").put("description", "OK");
        response.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/" + component);
        operation.put("x-kubernetes-action", action).set("x-kubernetes-group-version-kind", kind);
    }

    /** The schema of a custom kind as its definition has it. */
    private ObjectNode custom(Resource resource) {
        String name = resource.plural() + "." + resource.group();
        JsonNode definition = store.get(new Key("apiextensions.k8s.io/customresourcedefinitions", "", name))
                .map(stored -> (JsonNode) stored.tree())
                .orElseThrow(Refusal::noSuchResource);
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (Json.at(version, "name").equals(resource.version())
                    && version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema) {
                return schema;
            }
        }
        return Json.object().put("type", "object");
    }
}
