// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a writer of whole objects relies on that shares a cluster with others (docs/adr/0006-whole-objects-and-only-ours.md). */
class OwnershipTest extends Contract {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gates.owner.contract.io"},\
            "spec":{"group":"owner.contract.io","scope":"Namespaced","names":{"plural":"gates","kind":"Gate"},\
            "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":\
            {"type":"object","properties":{"spec":{"type":"object","properties":{"mode":{"type":"string"},\
            "rules":{"type":"array","items":{"type":"object","properties":{"from":{"type":"string"}}}},\
            "retry":{"type":"object","properties":{"attempts":{"type":"integer"},"backoff":{"type":"string","default":"1s"}}}}},\
            "status":{"type":"object","properties":{"seen":{"type":"integer"},"conditions":{"type":"array",\
            "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"items":{"type":"object","required":["type"],\
            "properties":{"type":{"type":"string"},"status":{"type":"string"},"message":{"type":"string"}}}}}}}}}}]}}""";

    private String gates;

    @BeforeAll
    void define() throws InterruptedException {
        Reply created = api.post(DEFINITIONS, DEFINITION);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        eventually(() -> api.get("/apis/owner.contract.io/v1/gates").code() == 200);
    }

    @AfterAll
    void undefine() {
        api.delete(DEFINITIONS + "/gates.owner.contract.io");
    }

    @BeforeEach
    void paths() {
        gates = path("owner.contract.io/v1", "gates");
    }

    private static String gate(String metadata, String rest) {
        return "{\"apiVersion\":\"owner.contract.io/v1\",\"kind\":\"Gate\",\"metadata\":{\"name\":\"g\"" + metadata
                + "}," + rest + "}";
    }

    private static String version(Reply reply) {
        return ",\"resourceVersion\":\"" + reply.version() + "\"";
    }

    private Reply create(String metadata, String spec) {
        Reply created = api.post(gates, gate(metadata, "\"spec\":" + spec));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        return created;
    }

    private Reply put(String metadata, String spec) {
        return api.put(gates + "/g", gate(metadata, "\"spec\":" + spec));
    }

    @Test
    void aCreateNeverTouchesTheObjectThatHasTheName() {
        create(",\"labels\":{\"owner\":\"them\"}", "{\"mode\":\"theirs\"}");
        String before = api.get(gates + "/g").text();
        Reply refused = api.post(gates, gate(",\"labels\":{\"owner\":\"us\"}", "\"spec\":{\"mode\":\"ours\"}"));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("AlreadyExists");
        assertThat(refused.message()).isEqualTo("gates.owner.contract.io \"g\" already exists");
        assertThat(api.get(gates + "/g").text()).isEqualTo(before);
    }

    @Test
    void aWholeUpdateOfAnOldStateIsRefusedAndChangesNothing() {
        Reply read = create("", "{}");
        api.patch(gates + "/g", Api.MERGE, "{\"spec\":{\"mode\":\"theirs\"}}");
        String before = api.get(gates + "/g").text();
        Reply refused = put(version(read), "{\"mode\":\"ours\"}");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(api.get(gates + "/g").text()).isEqualTo(before);
    }

    @Test
    void aWholeUpdateOfACustomObjectNeedsTheVersionThatWasRead() {
        create("", "{}");
        Reply refused = put("", "{\"mode\":\"ours\"}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("metadata.resourceVersion", "must be specified for an update");
    }

    @Test
    void aWholeUpdateKeepsTheMetadataOfOthersThatItCarries() {
        create(",\"labels\":{\"owner\":\"us\"}", "{\"mode\":\"a\"}");
        Reply theirs = api.patch(
                gates + "/g",
                Api.MERGE,
                "{\"metadata\":{\"labels\":{\"team\":\"x\"},\"annotations\":{\"note\":\"y\"},"
                        + "\"finalizers\":[\"example.com/hold\"]}}");
        ObjectNode object = (ObjectNode) theirs.json();
        Json.child(object, "spec").put("mode", "b");
        Reply updated = api.put(gates + "/g", object.toString());
        assertThat(updated.at("spec.mode")).isEqualTo("b");
        assertThat(updated.node("metadata.labels")).isEqualTo(json("{\"owner\":\"us\",\"team\":\"x\"}"));
        assertThat(updated.node("metadata.annotations")).isEqualTo(json("{\"note\":\"y\"}"));
        assertThat(updated.node("metadata.finalizers")).isEqualTo(json("[\"example.com/hold\"]"));
        api.patch(gates + "/g", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void anAddedFieldIsHealedByAWholeUpdateButSurvivesAForcedApply() {
        String ours = gate("", "\"spec\":{}");
        assertThat(api.apply(gates + "/g", "us", ours).code()).isEqualTo(201);
        Reply drifted = api.patch(gates + "/g", Api.MERGE, "{\"spec\":{\"rules\":[{}]}}");
        assertThat(drifted.node("spec.rules")).isEqualTo(json("[{}]"));
        Reply applied = api.apply(gates + "/g?force=true", "us", ours);
        assertThat(applied.code()).isEqualTo(200);
        assertThat(applied.node("spec.rules")).isEqualTo(json("[{}]"));
        Reply healed = put(version(applied), "{}");
        assertThat(healed.code()).isEqualTo(200);
        assertThat(healed.node("spec")).isEqualTo(json("{}"));
        assertThat(api.get(gates + "/g").node("spec")).isEqualTo(json("{}"));
    }

    @Test
    void anObjectWithAnOldOwnerLabelIsTakenOverByAWholeUpdate() {
        Reply old = create(
                ",\"labels\":{\"owner.example.com/old\":\"0.12\"}", "{\"mode\":\"old\",\"rules\":[{\"from\":\"a\"}]}");
        String labels = ",\"labels\":{\"owner.example.com/old\":\"0.12\",\"owner.example.com/plane\":\"0123\"}";
        Reply taken = api.with("User-Agent", "plane/1")
                .put(gates + "/g", gate(version(old) + labels, "\"spec\":{\"mode\":\"new\"}"));
        assertThat(taken.code()).isEqualTo(200);
        assertThat(taken.at("metadata.uid")).isEqualTo(old.at("metadata.uid"));
        assertThat(taken.node("metadata.labels").size()).isEqualTo(2);
        assertThat(taken.node("spec")).isEqualTo(json("{\"mode\":\"new\"}"));
        assertThat(taken.node("metadata.managedFields").toString()).contains("\"manager\":\"plane\"");
    }

    @Test
    void aDeleteHitsNothingButTheObjectInTheStateThatWasRead() {
        Reply read = create("", "{}");
        String uid = read.at("metadata.uid");
        Reply other =
                api.delete(gates + "/g", "{\"preconditions\":{\"uid\":\"00000000-0000-0000-0000-000000000000\"}}");
        assertThat(other.code()).isEqualTo(409);
        assertThat(other.reason()).isEqualTo("Conflict");
        Reply changed = api.patch(gates + "/g", Api.MERGE, "{\"spec\":{\"mode\":\"theirs\"}}");
        Reply stale = api.delete(gates + "/g", preconditions(uid, read.version()));
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.reason()).isEqualTo("Conflict");
        assertThat(api.get(gates + "/g").text()).isEqualTo(changed.text());
        assertThat(api.delete(gates + "/g", preconditions(uid, changed.version()))
                        .code())
                .isEqualTo(200);
        assertThat(api.get(gates + "/g").code()).isEqualTo(404);
    }

    private static String preconditions(String uid, String version) {
        return "{\"preconditions\":{\"uid\":\"" + uid + "\",\"resourceVersion\":\"" + version + "\"}}";
    }

    @Test
    void theAnswerToAWholeUpdateShowsWhatTheServerMadeOfIt() {
        Reply created = create("", "{}");
        Reply updated = put(version(created), "{\"retry\":{\"attempts\":3}}");
        assertThat(updated.node("spec")).isEqualTo(json("{\"retry\":{\"attempts\":3,\"backoff\":\"1s\"}}"));
        Reply same = put(version(updated), "{\"retry\":{\"attempts\":3}}");
        assertThat(same.version()).isEqualTo(updated.version());
        assertThat(same.text()).isEqualTo(updated.text());
    }

    @Test
    void aWholeUpdateThatChangesNothingIsNoWrite() {
        Reply created = create(",\"labels\":{\"a\":\"b\"}", "{\"mode\":\"a\"}");
        Reply same = put(version(created) + ",\"labels\":{\"a\":\"b\"}", "{\"mode\":\"a\"}");
        assertThat(same.code()).isEqualTo(200);
        assertThat(same.version()).isEqualTo(created.version());
        assertThat(same.at("metadata.generation")).isEqualTo("1");
    }

    @Test
    void aStatusChangesNoGenerationAndASpecChangesNoStatus() {
        Reply created = create("", "{\"mode\":\"a\"}");
        Reply status = api.put(
                gates + "/g/status", gate(version(created), "\"spec\":{\"mode\":\"b\"},\"status\":{\"seen\":1}"));
        assertThat(status.code()).as(status.text()).isEqualTo(200);
        assertThat(status.at("status.seen")).isEqualTo("1");
        assertThat(status.at("spec.mode")).isEqualTo("a");
        assertThat(status.at("metadata.generation")).isEqualTo("1");
        assertThat(status.version()).isNotEqualTo(created.version());
        Reply spec = api.put(gates + "/g", gate(version(status), "\"spec\":{\"mode\":\"c\"},\"status\":{\"seen\":9}"));
        assertThat(spec.at("metadata.generation")).isEqualTo("2");
        assertThat(spec.at("status.seen")).isEqualTo("1");
    }

    @Test
    void conditionsOfTwoWritersLiveSideBySide() {
        create("", "{}");
        applyCondition("networking", "Accepted", "yes");
        Reply both = applyCondition("discovery", "Reachable", "yes");
        assertThat(both.node("status.conditions")).hasSize(2);
        Reply changed = applyCondition("networking", "Accepted", "no");
        assertThat(message(changed, "Accepted")).isEqualTo("no");
        assertThat(message(changed, "Reachable")).isEqualTo("yes");
        assertThat(applyCondition("networking", "Accepted", "no").version()).isEqualTo(changed.version());
        Reply left = api.apply(gates + "/g/status", "networking", gate("", "\"status\":{}"));
        assertThat(left.node("status.conditions")).hasSize(1);
        assertThat(message(left, "Reachable")).isEqualTo("yes");
        assertThat(left.at("metadata.generation")).isEqualTo("1");
    }

    @Test
    void anEmptyObjectThatWasAppliedCanBeFilledByAnyWriter() {
        api.apply(gates + "/g", "us", gate("", "\"spec\":{}"));
        Reply filled = api.apply(gates + "/g", "us", gate("", "\"spec\":{\"mode\":\"ours\"}"));
        assertThat(filled.node("spec")).isEqualTo(json("{\"mode\":\"ours\"}"));
        api.apply(gates + "/g", "them", gate("", "\"spec\":{\"retry\":{\"attempts\":1,\"backoff\":\"2s\"}}"));
        Reply left = api.apply(gates + "/g", "us", gate("", "\"status\":{}"));
        assertThat(left.node("spec")).isEqualTo(json("{\"retry\":{\"attempts\":1,\"backoff\":\"2s\"}}"));
    }

    private Reply applyCondition(String manager, String type, String message) {
        Reply applied = api.apply(
                gates + "/g/status",
                manager,
                gate(
                        "",
                        "\"status\":{\"conditions\":[{\"type\":\"" + type + "\",\"status\":\"True\",\"message\":\""
                                + message + "\"}]}"));
        assertThat(applied.code()).as(applied.text()).isEqualTo(200);
        return applied;
    }

    private static String message(Reply reply, String type) {
        for (JsonNode condition : reply.node("status.conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("message").asText();
            }
        }
        return "";
    }
}
