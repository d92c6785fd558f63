// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Services get a cluster IP of 10.96.0.0/16 and node ports from 30000 on, the lowest that are free. */
final class ServiceRule implements KindRule {
    private static final Set<String> WITH_ADDRESS = Set.of("ClusterIP", "NodePort", "LoadBalancer");

    private final Store store;

    ServiceRule(Store store) {
        this.store = store;
    }

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode spec = Json.child(object, "spec");
        String type = Json.at(spec, "type");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode fields && !fields.has("targetPort") && fields.has("port")) {
                fields.set("targetPort", fields.get("port"));
            }
        }
        if (!object.has("status")) {
            object.putObject("status").putObject("loadBalancer");
        }
        if (!WITH_ADDRESS.contains(type)) {
            return;
        }
        if (!spec.has("internalTrafficPolicy")) {
            spec.put("internalTrafficPolicy", "Cluster");
        }
        address(spec, before == null ? Json.object() : before.path("spec"));
        if (!type.equals("ClusterIP")) {
            if (!spec.has("externalTrafficPolicy")) {
                spec.put("externalTrafficPolicy", "Cluster");
            }
            nodePorts(spec, before == null ? Json.object() : before.path("spec"));
        }
        if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
            spec.put("allocateLoadBalancerNodePorts", true);
        }
    }

    private void address(ObjectNode spec, JsonNode before) {
        String address = Json.at(spec, "clusterIP");
        if (address.isEmpty()) {
            address = Json.at(before, "clusterIP");
        }
        if (address.isEmpty()) {
            Set<String> taken = taken("clusterIP");
            int next = 1;
            do {
                next++;
                address = "10.96." + next / 256 + "." + next % 256;
            } while (taken.contains(address));
        }
        spec.put("clusterIP", address);
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(address);
        }
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (!spec.has("ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", "SingleStack");
        }
    }

    private void nodePorts(ObjectNode spec, JsonNode before) {
        Set<String> taken = taken("nodePort");
        int next = 30000;
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode fields && fields.path("nodePort").asInt() == 0) {
                int kept = nodePortOf(before, fields);
                while (kept == 0 && taken.contains(Integer.toString(next))) {
                    next++;
                }
                fields.put("nodePort", kept == 0 ? next++ : kept);
            }
        }
    }

    private static int nodePortOf(JsonNode before, ObjectNode port) {
        for (JsonNode known : before.path("ports")) {
            if (known.path("port").equals(port.path("port"))
                    && known.path("protocol").equals(port.path("protocol"))) {
                return known.path("nodePort").asInt();
            }
        }
        return 0;
    }

    private Set<String> taken(String what) {
        Set<String> result = new HashSet<>();
        for (Stored service : store.list("/services", null).objects()) {
            JsonNode spec = service.tree().path("spec");
            if (what.equals("clusterIP")) {
                result.add(Json.at(spec, "clusterIP"));
            } else {
                spec.path("ports")
                        .forEach(port -> result.add(port.path("nodePort").asText()));
            }
        }
        return result;
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = object.path("spec");
        boolean external = Json.at(spec, "type").equals("ExternalName");
        boolean headless = Json.at(spec, "clusterIP").equals("None");
        if (spec.path("ports").isEmpty() && !external && !headless) {
            causes.add(Cause.required("spec.ports", ""));
        }
        if (external && Json.at(spec, "externalName").isEmpty()) {
            causes.add(Cause.required("spec.externalName", ""));
        }
        if (spec.path("ports") instanceof ArrayNode ports) {
            for (int i = 0; i < ports.size(); i++) {
                port(ports.get(i), "spec.ports[" + i + "]", ports.size() > 1, causes);
            }
        }
        String address = before == null ? "" : Json.at(before, "spec", "clusterIP");
        if (!address.isEmpty() && !external && !Json.at(spec, "clusterIP").equals(address)) {
            causes.add(Cause.invalid("spec.clusterIPs[0]", spec.path("clusterIPs"), "may not change once set"));
        }
        return causes;
    }

    private static void port(JsonNode port, String path, boolean several, List<Cause> causes) {
        if (several && Json.at(port, "name").isEmpty()) {
            causes.add(Cause.required(path + ".name", ""));
        }
        for (String field : List.of("port", "targetPort")) {
            int number = port.path(field).asInt();
            if (port.path(field).isNumber() && (number < 1 || number > 65535)) {
                causes.add(
                        Cause.invalid(path + "." + field, port.path(field), "must be between 1 and 65535, inclusive"));
            }
        }
    }
}
