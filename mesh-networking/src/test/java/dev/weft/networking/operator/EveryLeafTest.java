// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever somebody changes, removes or adds in an output of ours, it becomes again what it was, in place. Only who takes the label off that
 * makes it ours has taken the object.
 */
class EveryLeafTest {

    private static final Duration NO_FIGHT = Duration.ofMinutes(11);

    private final WorldRig rig = OperatorRig.rig();

    @BeforeEach
    void policiesOfManyFeatures() {
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: everything, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  httpRequestMatchers: [{prefix: /a, method: {method: POST}, headers: [{name: h, value: v}]}]
                  trafficShift: {destinations: [{weight: 100, kubeService: {name: reviews, namespace: bookinfo, clusterName: east,
                      subset: {version: v1}}}]}
                  requestTimeout: 3s
                  retries: {attempts: 2, perTryTimeout: 1s}
                  corsPolicy: {allowOrigins: [{exact: a.example}], allowMethods: [GET], allowCredentials: true}
                  headerManipulation: {appendRequestHeaders: {x-a: b}, removeResponseHeaders: [x-c]}
                  outlierDetection: {consecutiveErrors: 5}
                """);
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: AccessPolicy
                metadata: {name: reads, namespace: bookinfo}
                spec:
                  sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: sa, namespace: bookinfo, clusterName: east}]}}]
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  allowedPaths: [/a]
                  allowedMethods: [GET]
                  allowedPorts: [9080]
                """);
        rig.settle();
    }

    @Test
    void isHealedWhenItIsChangedRemovedOrAddedTo() {
        Map<ObjectId, JsonNode> written = written();
        assertThat(written.keySet())
                .extracting(id -> id.kind().kind())
                .containsExactlyInAnyOrder("VirtualService", "DestinationRule", "AuthorizationPolicy");

        written.forEach((id, good) -> alterations(good).forEach((what, alter) -> {
            rig.later(NO_FIGHT);
            rig.edit(id, object -> {
                alter.accept(object);
                return object;
            });
            assertThat(withoutVersion(rig.at(id)))
                    .as("%s: %s alters something", id, what)
                    .isNotEqualTo(good);

            rig.settle();

            assertThat(withoutVersion(rig.at(id))).as("%s: %s", id, what).isEqualTo(good);
        }));
    }

    private Map<ObjectId, JsonNode> written() {
        Map<ObjectId, JsonNode> written = new TreeMap<>();
        rig.objects().forEach((id, object) -> {
            if (id.cluster().equals("east")) {
                written.put(id, withoutVersion(object));
            }
        });
        return written;
    }

    private static ObjectNode withoutVersion(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove(List.of("resourceVersion", "generation"));
        return copy;
    }

    /** Every leaf changed and removed, and something added to every map and list; of metadata only what is ours. */
    private static Map<String, Consumer<ObjectNode>> alterations(JsonNode object) {
        Map<String, Consumer<ObjectNode>> alterations = new LinkedHashMap<>();
        List<JsonPointer> places = new ArrayList<>();
        collect(object.path("spec"), JsonPointer.compile("/spec"), places);
        collect(object.at("/metadata/labels"), JsonPointer.compile("/metadata/labels"), places);
        collect(object.at("/metadata/annotations"), JsonPointer.compile("/metadata/annotations"), places);
        places.remove(JsonPointer.compile("/metadata/labels").appendProperty(OwnerLabels.OWNER));
        places.remove(JsonPointer.compile("/metadata/labels").appendProperty(OwnerLabels.PLANE));
        for (JsonPointer place : places) {
            JsonNode value = object.at(place);
            if (value.isContainerNode()) {
                if (place.toString().startsWith("/spec")) {
                    alterations.put("something added at " + place, tree -> add(tree.at(place)));
                }
                continue;
            }
            alterations.put(place + " removed", tree -> remove(tree, place));
            alterations.put(place + " changed", tree -> replace(tree, place, value));
        }
        alterations.put("spec emptied", tree -> tree.putObject("spec"));
        return alterations;
    }

    private static void collect(JsonNode tree, JsonPointer at, List<JsonPointer> places) {
        places.add(at);
        for (int i = 0; i < tree.size() && tree.isArray(); i++) {
            collect(tree.path(i), at.appendIndex(i), places);
        }
        tree.properties().forEach(field -> collect(field.getValue(), at.appendProperty(field.getKey()), places));
    }

    private static void add(JsonNode container) {
        if (container instanceof ArrayNode list) {
            list.addObject();
        } else {
            ((ObjectNode) container).put("added", true);
        }
    }

    private static void remove(JsonNode tree, JsonPointer place) {
        JsonNode parent = tree.at(place.head());
        if (parent instanceof ArrayNode list) {
            list.remove(place.last().getMatchingIndex());
        } else {
            ((ObjectNode) parent).remove(place.last().getMatchingProperty());
        }
    }

    private static void replace(JsonNode tree, JsonPointer place, JsonNode value) {
        JsonNode parent = tree.at(place.head());
        JsonNode other = ((ObjectNode) tree).textNode("not " + value.asText());
        if (parent instanceof ArrayNode list) {
            list.set(place.last().getMatchingIndex(), other);
        } else {
            ((ObjectNode) parent).set(place.last().getMatchingProperty(), other);
        }
    }
}
