// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import dev.weft.sandbox.auth.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path is about. {@code /api/v1/namespaces/NS/pods/NAME/SUB} and {@code /apis/GROUP/VERSION/...} are resources,
 * everything else is just a path.
 *
 * @param resource true for a resource; else only verb and path count
 * @param version empty when the path ends before
 * @param plural empty when the path ends before
 */
record Target(
        boolean resource,
        String verb,
        String group,
        String version,
        String namespace,
        String plural,
        String name,
        String subresource,
        String path) {
    private static final Pattern EXACT_NAME = Pattern.compile("metadata\\.name==?([^=].*)");

    static Target of(Request request) {
        List<String> parts = Arrays.stream(request.path().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        String root = parts.isEmpty() ? "" : parts.get(0);
        int start = root.equals("api") ? 1 : root.equals("apis") ? 2 : parts.size();
        if (parts.size() < start + 2) {
            return path(request);
        }
        String group = start == 1 ? "" : parts.get(1);
        String version = parts.get(start);
        List<String> rest = parts.subList(start + 1, parts.size());
        String namespace = "";
        // /namespaces/NS/status and /finalize are about the namespace itself.
        boolean inside = rest.size() > 2
                && rest.get(0).equals("namespaces")
                && !(rest.size() == 3 && List.of("status", "finalize").contains(rest.get(2)));
        if (inside) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "";
        String verb = verb(request, name);
        return new Target(true, verb, group, version, namespace, rest.get(0), name, subresource, request.path());
    }

    private static Target path(Request request) {
        String verb = request.method().toLowerCase(Locale.ROOT);
        return new Target(false, verb, "", "", "", "", "", "", request.path());
    }

    private static String verb(Request request, String name) {
        String watch = request.query().getOrDefault("watch", "false");
        boolean watching =
                request.query().containsKey("watch") && !List.of("false", "0").contains(watch);
        return switch (request.method()) {
            case "GET", "HEAD" -> watching ? "watch" : name.isEmpty() ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> request.method().toLowerCase(Locale.ROOT);
        };
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Plural and subresource, as RBAC names it. */
    String qualified() {
        return subresource.isEmpty() ? plural : plural + "/" + subresource;
    }

    Attributes attributes(Request request) {
        return resource
                ? new Attributes(verb, group, qualified(), scope(), named(request), "")
                : Attributes.ofPath(verb, path);
    }

    /** A collection of which only one name is asked for counts, for RBAC, as that object. */
    private String named(Request request) {
        if (!name.isEmpty() || verb.equals("create")) {
            return name;
        }
        for (String field : request.query().getOrDefault("fieldSelector", "").split(",")) {
            Matcher exact = EXACT_NAME.matcher(field.strip());
            if (exact.matches()) {
                return exact.group(1);
            }
        }
        return name;
    }

    /** A namespace object lies, for RBAC, in itself. */
    private String scope() {
        return namespace.isEmpty() && group.isEmpty() && plural.equals("namespaces") ? name : namespace;
    }
}
