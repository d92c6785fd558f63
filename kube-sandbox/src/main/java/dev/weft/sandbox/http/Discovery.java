// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which groups, versions and resources there are: {@code /api}, {@code /apis} and below. */
final class Discovery {
    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    private final Catalog catalog;

    Discovery(Catalog catalog) {
        this.catalog = catalog;
    }

    static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "36")
                .put("gitVersion", "v1.36.4+kube-sandbox")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "linux/amd64");
    }

    /** True for the core group and every group with a served version. */
    boolean serves(String group) {
        return group.isEmpty() || groups().containsKey(group);
    }

    Optional<Response> answer(String path) {
        String plain = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        List<String> parts = List.of(plain.substring(1).split("/"));
        if (plain.equals("/api")) {
            return json(core());
        }
        if (plain.equals("/apis")) {
            return json(groupList());
        }
        if (parts.get(0).equals("api") && parts.size() == 2) {
            return json(resources("", parts.get(1)));
        }
        if (!parts.get(0).equals("apis") || !groups().containsKey(parts.get(1))) {
            return plain.isEmpty() || plain.equals("/") ? json(root()) : Optional.empty();
        }
        if (parts.size() == 2) {
            Collection<String> versions = groups().get(parts.get(1));
            return json(group(parts.get(1), versions == null ? List.of() : versions)
                    .put("kind", "APIGroup")
                    .put("apiVersion", "v1"));
        }
        return parts.size() == 3 ? json(resources(parts.get(1), parts.get(2))) : Optional.empty();
    }

    private static Optional<Response> json(ObjectNode body) {
        return Optional.of(Response.json(200, body));
    }

    private static ObjectNode core() {
        ObjectNode result = Json.object().put("kind", "APIVersions");
        result.putArray("versions").add("v1");
        result.putArray("serverAddressByClientCIDRs");
        return result;
    }

    private ObjectNode root() {
        ObjectNode result = Json.object();
        ArrayNode paths = result.putArray("paths").add("/api").add("/api/v1").add("/apis");
        groups().forEach((group, versions) -> {
            paths.add("/apis/" + group);
            versions.forEach(version -> paths.add("/apis/" + group + "/" + version));
        });
        List.of("/healthz", "/livez", "/openapi/v3", "/readyz", "/version").forEach(paths::add);
        return result;
    }

    private ObjectNode groupList() {
        ObjectNode result = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode list = result.putArray("groups");
        groups().forEach((group, versions) -> list.add(group(group, versions)));
        return result;
    }

    /** Groups in the order of the catalog, each with its versions, the preferred one first. */
    private Map<String, Collection<String>> groups() {
        Map<String, Collection<String>> result = new LinkedHashMap<>();
        for (Resource resource : catalog.all()) {
            if (!resource.group().isEmpty()) {
                result.computeIfAbsent(resource.group(), group -> new TreeSet<>(byPriority()))
                        .add(resource.version());
            }
        }
        return result;
    }

    private static ObjectNode group(String name, Collection<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", list.path(0));
        return group;
    }

    /** v2 before v1 before v1beta1 before v1alpha1 before all that is no Kubernetes version. */
    static Comparator<String> byPriority() {
        return Comparator.comparing(Discovery::rank).reversed().thenComparing(Comparator.naturalOrder());
    }

    private static long rank(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches() || version.length() > 12) {
            return -1;
        }
        long stage = matcher.group(2) == null ? 2 : matcher.group(2).equals("beta") ? 1 : 0;
        long step = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
        return stage * 1_000_000_000 + Long.parseLong(matcher.group(1)) * 10_000 + step;
    }

    private ObjectNode resources(String group, String version) {
        String apiVersion = group.isEmpty() ? version : group + "/" + version;
        List<Resource> found = new ArrayList<>(catalog.all());
        found.removeIf(resource -> !resource.apiVersion().equals(apiVersion));
        if (found.isEmpty()) {
            throw Refusal.noSuchResource();
        }
        ObjectNode result = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        ArrayNode list = result.put("groupVersion", apiVersion).putArray("resources");
        for (Resource resource : found) {
            ObjectNode entry = entry(list, resource.plural(), resource.singular(), resource);
            texts(entry, "verbs", resource.verbs());
            if (!resource.shortNames().isEmpty()) {
                texts(entry, "shortNames", resource.shortNames());
            }
            if (!resource.categories().isEmpty()) {
                texts(entry, "categories", resource.categories());
            }
            for (String subresource : resource.subresources()) {
                subresource(list, resource, subresource);
            }
        }
        return result;
    }

    private static ObjectNode entry(ArrayNode list, String name, String singular, Resource resource) {
        return list.addObject()
                .put("name", name)
                .put("singularName", singular)
                .put("namespaced", resource.namespaced())
                .put("kind", resource.kind());
    }

    private static void subresource(ArrayNode list, Resource resource, String name) {
        ObjectNode entry = entry(list, resource.plural() + "/" + name, "", resource);
        switch (name) {
            case "scale" ->
                entry.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
            case "token" ->
                entry.put("group", "authentication.k8s.io").put("version", "v1").put("kind", "TokenRequest");
            default -> {}
        }
        texts(
                entry,
                "verbs",
                switch (name) {
                    case "token" -> List.of("create");
                    case "finalize" -> List.of("update");
                    default -> List.of("get", "patch", "update");
                });
    }

    private static void texts(ObjectNode entry, String field, List<String> values) {
        ArrayNode list = entry.putArray(field);
        values.forEach(list::add);
    }
}
