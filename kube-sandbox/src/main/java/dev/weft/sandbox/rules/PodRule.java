// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods: image pull policy, service account, first phase; there must be containers. Nothing schedules or runs them. */
final class PodRule implements KindRule {

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode spec = Json.child(object, "spec");
        defaults(spec);
        if (!spec.has("serviceAccountName")) {
            spec.put("serviceAccountName", "default").put("serviceAccount", "default");
        }
        if (!spec.has("enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        if (before == null) {
            object.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
        }
    }

    /** What depends on the image, in a pod or a pod template. */
    static void defaults(JsonNode spec) {
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                if (container instanceof ObjectNode fields && !fields.has("imagePullPolicy")) {
                    String image = Json.at(fields, "image");
                    int colon = image.lastIndexOf(':');
                    boolean tagged = colon > image.lastIndexOf('/') && !image.endsWith(":latest");
                    fields.put("imagePullPolicy", tagged || image.contains("@") ? "IfNotPresent" : "Always");
                }
            }
        }
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        return containers(object.path("spec"), "spec");
    }

    static List<Cause> containers(JsonNode spec, String path) {
        List<Cause> causes = new ArrayList<>();
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required(path + ".containers", ""));
        }
        int index = 0;
        for (JsonNode container : spec.path("containers")) {
            String place = path + ".containers[" + index + "]";
            if (Json.at(container, "image").isEmpty()) {
                causes.add(Cause.required(place + ".image", ""));
            }
            index++;
        }
        return causes;
    }
}
