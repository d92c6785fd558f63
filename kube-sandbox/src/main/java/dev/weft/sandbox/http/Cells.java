// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Column;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Computes cells of tables; {@code kinds.txt} names these functions. */
final class Cells {
    private final Instant now;

    Cells(Instant now) {
        this.now = now;
    }

    JsonNode value(Column column, ObjectNode object) {
        String cell = column.cell();
        if (!cell.startsWith("@")) {
            return path(column, object);
        }
        int bracket = cell.indexOf('(');
        String name = bracket < 0 ? cell.substring(1) : cell.substring(1, bracket);
        String[] arguments = bracket < 0
                ? new String[0]
                : cell.substring(bracket + 1, cell.length() - 1).split(",");
        return function(name, arguments, object);
    }

    private JsonNode path(Column column, ObjectNode object) {
        int mark = column.cell().lastIndexOf('?');
        if (mark > 0 && column.cell().charAt(mark - 1) == '[') {
            mark = -1; // a filter, and no text for what is missing
        }
        String path = mark < 0 ? column.cell() : column.cell().substring(0, mark);
        JsonNode value = path.isEmpty() ? MissingNode.getInstance() : JsonPaths.first(object, path);
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value.isMissingNode() || value.isNull()) {
            String fallback = mark < 0 ? "" : column.cell().substring(mark + 1);
            if (fallback.matches("\\d+")) {
                return nodes.numberNode(Integer.parseInt(fallback));
            }
            return mark < 0 ? NullNode.getInstance() : nodes.textNode(fallback);
        }
        if (column.type().equals("date")) {
            return nodes.textNode(age(value.asText()));
        }
        if (column.type().equals("string") && !value.isTextual()) {
            return nodes.textNode(value.isValueNode() ? value.asText() : value.toString());
        }
        return value;
    }

    private JsonNode function(String name, String[] arguments, ObjectNode object) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (name) {
            case "count" -> {
                int count = 0;
                for (String path : arguments) {
                    count += JsonPaths.first(object, path).size();
                }
                yield nodes.numberNode(count);
            }
            case "size" ->
                nodes.numberNode(JsonPaths.first(object, arguments[0]).size());
            case "restarts" -> nodes.numberNode(sum(object.path("status").path("containerStatuses"), "restartCount"));
            default -> nodes.textNode(text(name, arguments, object));
        };
    }

    private String text(String name, String[] arguments, ObjectNode object) {
        return switch (name) {
            case "created" -> Json.at(object, "metadata", "creationTimestamp");
            case "age" -> age(Json.at(object, "metadata", "creationTimestamp"));
            case "since" -> since(arguments, object);
            case "labels" -> labels(JsonPaths.first(object, arguments[0]));
            case "containers" ->
                texts(object.path("spec").path("template").path("spec").path("containers"), arguments[0]);
            case "list" -> texts(JsonPaths.first(object, arguments[0]), arguments[1]);
            case "replicasready" ->
                object.path("status").path("readyReplicas").asInt() + "/"
                        + object.path("spec").path("replicas").asInt();
            case "podready" -> podReady(object);
            case "podstatus" -> podStatus(object);
            case "serviceports" -> servicePorts(object.path("spec").path("ports"));
            case "externalip" -> externalIp(object);
            case "subsets" -> subsets(object.path("subsets"));
            case "addresses" -> orNone(addresses(object.path("endpoints")));
            case "involved" ->
                Json.at(object, "involvedObject", "kind").toLowerCase(Locale.ROOT) + "/"
                        + Json.at(object, "involvedObject", "name");
            case "roleref" -> Json.at(object, "roleRef", "kind") + "/" + Json.at(object, "roleRef", "name");
            case "nodeready" -> nodeReady(object);
            case "noderoles" -> nodeRoles(object.path("metadata").path("labels"));
            default -> throw new IllegalArgumentException("no function " + name + " for cells");
        };
    }

    private String since(String[] paths, ObjectNode object) {
        for (String path : paths) {
            JsonNode time = JsonPaths.first(object, path);
            if (time.isTextual()) {
                return age(time.textValue());
            }
        }
        return "<unknown>";
    }

    /** As kubectl writes durations. */
    String age(String time) {
        long seconds;
        try {
            seconds = Math.max(
                    0,
                    Duration.between(OffsetDateTime.parse(time).toInstant(), now)
                            .toSeconds());
        } catch (DateTimeException e) {
            return "<unknown>";
        }
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return days + "d" + (hours % 24 == 0 ? "" : hours % 24 + "h");
        }
        return days < 730 ? days + "d" : days / 365 + "y" + (days % 365 == 0 ? "" : days % 365 + "d");
    }

    private static String labels(JsonNode labels) {
        return orNone(labels.properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .sorted()
                .collect(Collectors.joining(",")));
    }

    private static String texts(JsonNode list, String field) {
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.path(field).asText()));
        return orNone(String.join(",", result));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    private static int sum(JsonNode list, String field) {
        int sum = 0;
        for (JsonNode item : list) {
            sum += item.path(field).asInt();
        }
        return sum;
    }

    private static String podReady(ObjectNode pod) {
        int ready = 0;
        for (JsonNode status : pod.path("status").path("containerStatuses")) {
            ready += status.path("ready").asBoolean() ? 1 : 0;
        }
        return ready + "/" + pod.path("spec").path("containers").size();
    }

    private static String podStatus(ObjectNode pod) {
        if (pod.path("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        for (JsonNode status : pod.path("status").path("containerStatuses")) {
            for (String state : List.of("waiting", "terminated")) {
                String reason = Json.at(status, "state", state, "reason");
                if (!reason.isEmpty()) {
                    return reason;
                }
            }
        }
        String reason = Json.at(pod, "status", "reason");
        return reason.isEmpty() ? Json.at(pod, "status", "phase") : reason;
    }

    private static String servicePorts(JsonNode ports) {
        List<String> result = new ArrayList<>();
        for (JsonNode port : ports) {
            String node = port.has("nodePort") ? ":" + port.path("nodePort").asInt() : "";
            result.add(port.path("port").asInt() + node + "/" + Json.at(port, "protocol"));
        }
        return orNone(String.join(",", result));
    }

    private static String externalIp(ObjectNode service) {
        String type = Json.at(service, "spec", "type");
        if (type.equals("ExternalName")) {
            return Json.at(service, "spec", "externalName");
        }
        List<String> addresses = new ArrayList<>();
        for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
            addresses.add(ingress.has("ip") ? Json.at(ingress, "ip") : Json.at(ingress, "hostname"));
        }
        service.path("spec").path("externalIPs").forEach(address -> addresses.add(address.asText()));
        boolean pending = addresses.isEmpty() && type.equals("LoadBalancer");
        return pending ? "<pending>" : orNone(String.join(",", addresses));
    }

    private static String subsets(JsonNode subsets) {
        List<String> result = new ArrayList<>();
        for (JsonNode subset : subsets) {
            for (JsonNode address : subset.path("addresses")) {
                for (JsonNode port : subset.path("ports")) {
                    result.add(Json.at(address, "ip") + ":" + port.path("port").asInt());
                }
            }
        }
        return orNone(String.join(",", result));
    }

    private static String addresses(JsonNode endpoints) {
        List<String> result = new ArrayList<>();
        endpoints.forEach(endpoint -> endpoint.path("addresses").forEach(address -> result.add(address.asText())));
        return String.join(",", result);
    }

    private static String nodeReady(ObjectNode node) {
        String state = "Unknown";
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (Json.at(condition, "type").equals("Ready")) {
                state = Json.at(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.path("spec").path("unschedulable").asBoolean() ? state + ",SchedulingDisabled" : state;
    }

    private static String nodeRoles(JsonNode labels) {
        String prefix = "node-role.kubernetes.io/";
        return orNone(labels.properties().stream()
                .filter(label -> label.getKey().startsWith(prefix))
                .map(label -> label.getKey().substring(prefix.length()))
                .sorted()
                .collect(Collectors.joining(",")));
    }
}
