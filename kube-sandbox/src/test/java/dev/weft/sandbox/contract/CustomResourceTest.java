// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourceTest extends Contract {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.contract.io"},\
            "spec":{"group":"contract.io","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],\
            "categories":["all"]},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},\
            "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},\
            {"name":"Since","type":"date","jsonPath":".metadata.creationTimestamp"},\
            {"name":"Owner","type":"string","jsonPath":".metadata.managedFields[?(@.operation==\\"Update\\")].manager"}],\
            "selectableFields":[{"jsonPath":".spec.color"}],"schema":{"openAPIV3Schema":{"type":"object","required":["spec"],\
            "properties":{"spec":{"type":"object","description":"What is wanted.","required":["size"],"properties":{\
            "size":{"type":"integer","minimum":1,"maximum":10},"color":{"type":"string","default":"red","enum":["red","green"]},\
            "name":{"type":"string","pattern":"^[a-z]+$","maxLength":5},"maybe":{"type":"string","nullable":true},\
            "port":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},\
            "parts":{"type":"array","maxItems":3,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],\
            "items":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"n":{"type":"integer"}}}},\
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},\
            "either":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},\
            "oneOf":[{"required":["a"]},{"required":["b"]}]},\
            "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},\
            "limits":{"type":"object","additionalProperties":{"type":"integer"}}}},\
            "status":{"type":"object","properties":{"state":{"type":"string"}}}}}}},\
            {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object",\
            "x-kubernetes-preserve-unknown-fields":true}}}]}}""";

    private String widgets;

    @BeforeAll
    void define() throws InterruptedException {
        Reply created = api.post(DEFINITIONS, DEFINITION);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        eventually(() -> api.get(DEFINITIONS + "/widgets.contract.io").text().contains("\"Established\"")
                && api.get("/apis/contract.io/v1/widgets").code() == 200);
    }

    @AfterAll
    void undefine() {
        api.delete(DEFINITIONS + "/widgets.contract.io");
    }

    @BeforeEach
    void paths() {
        widgets = path("contract.io/v1", "widgets");
    }

    private static String widget(String name, String spec) {
        return "{\"apiVersion\":\"contract.io/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":" + spec + "}";
    }

    @Test
    void definitionsGetNamesAndConditions() {
        Reply definition = api.get(DEFINITIONS + "/widgets.contract.io");
        assertThat(definition.at("spec.names.listKind")).isEqualTo("WidgetList");
        assertThat(definition.at("spec.names.singular")).isEqualTo("widget");
        assertThat(definition.at("status.storedVersions.0")).isEqualTo("v1");
        assertThat(definition.at("status.acceptedNames.kind")).isEqualTo("Widget");
    }

    @Test
    void objectsArePrunedAndDefaulted() {
        Reply created = api.post(
                widgets, widget("w", "{\"size\":1,\"zzz\":1,\"free\":{\"any\":{\"thing\":[1]}},\"limits\":{\"x\":3}}"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.at("spec.color")).isEqualTo("red");
        assertThat(created.json().path("spec").has("zzz")).isFalse();
        assertThat(created.at("spec.free.any.thing.0")).isEqualTo("1");
        assertThat(created.at("metadata.generation")).isEqualTo("1");
        assertThat(created.warnings()).anyMatch(warning -> warning.contains("unknown field \\\"spec.zzz\\\""));
    }

    @Test
    void nullsCountAsAbsentWhereTheyAreNotAllowedButNotInLists() {
        Reply created = api.post(
                widgets,
                widget(
                        "w",
                        "{\"size\":1,\"name\":null,\"color\":null,\"maybe\":null,\"limits\":{\"x\":null},"
                                + "\"parts\":[{\"id\":\"a\",\"n\":null}]}"));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.json().path("spec").has("name")).isFalse();
        assertThat(created.json().path("spec").path("maybe").isNull()).isTrue();
        assertThat(created.at("spec.color")).isEqualTo("red");
        assertThat(created.json().path("spec").path("limits").isEmpty()).isTrue();
        assertThat(created.json().path("spec").path("parts").path(0).has("n")).isFalse();

        Reply refused = api.post(widgets, widget("w1", "{\"size\":1,\"tags\":[null]}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("spec.tags[0]");
    }

    @Test
    void aPatternEndsWhereTheTextEnds() {
        Reply refused = api.post(widgets, widget("w1", "{\"size\":1,\"name\":\"abc\\n\"}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("spec.name in body should match '^[a-z]+$'");
    }

    @Test
    void strictClientsHearOfUnknownAndDuplicateFields() {
        Reply refused = api.post(
                widgets + "?fieldValidation=Strict",
                "{\"apiVersion\":\"contract.io/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\",\"foo\":1},"
                        + "\"spec\":{\"size\":1,\"zzz\":1,\"size\":2}}");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: duplicate field"
                                + " \"spec.size\", unknown field \"metadata.foo\", unknown field \"spec.zzz\"");
    }

    @Test
    void everyViolationIsNamed() {
        Reply refused = api.post(
                widgets,
                widget(
                        "w1",
                        "{\"size\":50,\"color\":\"blue\",\"name\":\"ABC\",\"parts\":[{\"id\":\"a\"},{\"id\":\"a\"}],\"tags\":[\"x\",\"x\"]}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.at("details.kind")).isEqualTo("Widget");
        assertThat(refused.message())
                .startsWith("Widget.contract.io \"w1\" is invalid: [")
                .contains("spec.size: Invalid value: 50: spec.size in body should be less than or equal to 10")
                .contains("spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"")
                .contains("spec.name: Invalid value: \"ABC\": spec.name in body should match '^[a-z]+$'")
                .contains("spec.parts[1]: Duplicate value: {\"id\":\"a\"}")
                .contains("spec.tags[1]: Duplicate value: \"x\"");
    }

    @Test
    void wrongTypesAndMissingFieldsAreNamed() {
        Reply refused = api.post(widgets, widget("w1", "{\"size\":\"x\",\"color\":5,\"parts\":[{\"n\":1}]}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")
                .contains(
                        "spec.color: Invalid value: \"integer\": spec.color in body must be of type string: \"integer\"")
                .contains("spec.parts[0].id: Required value");
        assertThat(api.post(
                                widgets,
                                "{\"apiVersion\":\"contract.io/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"}}")
                        .message())
                .isEqualTo("Widget.contract.io \"w\" is invalid: spec: Required value");
        assertThat(api.post(widgets, widget("w", "{\"size\":1,\"either\":{\"a\":\"1\",\"b\":\"2\"}}"))
                        .code())
                .isEqualTo(422);
        assertThat(api.post(
                                widgets,
                                widget("w", "{\"size\":1,\"port\":\"http\",\"maybe\":null,\"either\":{\"b\":\"2\"}}"))
                        .code())
                .isEqualTo(201);
    }

    @Test
    void combinationsOfSchemasAreChecked() {
        Reply both = api.post(widgets, widget("w", "{\"size\":1,\"either\":{\"a\":\"1\",\"b\":\"2\"}}"));
        assertThat(both.message())
                .isEqualTo(
                        "Widget.contract.io \"w\" is invalid: <nil>: Invalid value: \"\": \"spec.either\" must validate one"
                                + " and only one schema (oneOf). Found 2 valid alternatives");
    }

    @Test
    void kindsMustFit() {
        assertThat(api.post(widgets, "{\"metadata\":{\"name\":\"b\"}}").code()).isEqualTo(400);
        Reply wrong = api.post(
                widgets, "{\"apiVersion\":\"contract.io/v1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"b\"}}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(wrong.message())
                .isEqualTo("Gadget.contract.io \"b\" is invalid: kind: Invalid value: \"Gadget\": must be Widget");
    }

    @Test
    void updatesNeedAResourceVersion() {
        Reply created = api.post(widgets, widget("w", "{\"size\":1}"));
        Reply without = api.put(widgets + "/w", widget("w", "{\"size\":2}"));
        assertThat(without.code()).isEqualTo(422);
        assertThat(without.message())
                .contains("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        Reply with = api.put(widgets + "/w", widget("w\",\"resourceVersion\":\"" + created.version(), "{\"size\":2}"));
        assertThat(with.code()).isEqualTo(200);
        assertThat(with.at("metadata.generation")).isEqualTo("2");
    }

    @Test
    void statusIsWrittenThroughItsDoorOnly() {
        String body = widget("w", "{\"size\":1},\"status\":{\"state\":\"x\"}");
        Reply created = api.post(widgets, body);
        assertThat(created.json().has("status")).isFalse();
        Reply status =
                api.patch(widgets + "/w/status", Api.MERGE, "{\"status\":{\"state\":\"y\"},\"spec\":{\"size\":9}}");
        assertThat(status.at("status.state")).isEqualTo("y");
        assertThat(status.at("spec.size")).isEqualTo("1");
        assertThat(status.at("metadata.generation")).isEqualTo("1");
    }

    @Test
    void versionsShowTheSameObject() {
        Reply created = api.post(widgets, widget("w", "{\"size\":1}"));
        Reply other = api.get(path("contract.io/v2", "widgets") + "/w");
        assertThat(other.at("apiVersion")).isEqualTo("contract.io/v2");
        assertThat(other.version()).isEqualTo(created.version());
        assertThat(api.get(path("contract.io/v2", "widgets")).at("items.0.apiVersion"))
                .isEqualTo("contract.io/v2");
    }

    @Test
    void declaredFieldsAreSelectable() {
        api.post(widgets, widget("r", "{\"size\":1}"));
        api.post(widgets, widget("g", "{\"size\":1,\"color\":\"green\"}"));
        assertThat(api.get(widgets + "?fieldSelector=spec.color%3Dgreen").names())
                .containsExactly("g");
        Reply other = api.get(widgets + "?fieldSelector=spec.size%3D1");
        assertThat(other.code()).isEqualTo(400);
        assertThat(other.message()).isEqualTo("field label not supported: spec.size");
    }

    @Test
    void keyedListsApplyItemByItem() {
        api.apply(
                widgets + "/w", "m1", widget("w", "{\"size\":1,\"parts\":[{\"id\":\"a\",\"n\":1}],\"tags\":[\"x\"]}"));
        Reply both = api.apply(
                widgets + "/w", "m2", widget("w", "{\"size\":1,\"parts\":[{\"id\":\"b\"}],\"tags\":[\"y\"]}"));
        assertThat(both.code()).isEqualTo(200);
        assertThat(both.node("spec.parts")).hasSize(2);
        assertThat(both.node("spec.tags").toString()).isEqualTo("[\"x\",\"y\"]");
        Reply left = api.apply(widgets + "/w", "m1", widget("w", "{\"size\":1}"));
        assertThat(left.node("spec.parts").toString()).isEqualTo("[{\"id\":\"b\"}]");
        assertThat(left.node("spec.tags").toString()).isEqualTo("[\"y\"]");
    }

    @Test
    void strategicMergeIsNotForCustomKinds() {
        api.post(widgets, widget("w", "{\"size\":1}"));
        Reply refused = api.patch(widgets + "/w", Api.STRATEGIC, "{\"spec\":{\"size\":2}}");
        assertThat(refused.code()).isEqualTo(415);
    }

    @Test
    void tablesHaveTheDeclaredColumns() {
        api.post(widgets, widget("w", "{\"size\":7}"));
        Reply table = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .get(widgets);
        assertThat(table.at("columnDefinitions.1.name")).isEqualTo("Size");
        assertThat(table.at("rows.0.cells.1")).isEqualTo("7");
        assertThat(table.at("rows.0.cells.2")).matches("\\d+s");
        assertThat(table.at("rows.0.cells.3")).doesNotContain("@");
    }

    @Test
    void discoveryAndOpenApiKnowTheKind() {
        Reply resources = api.get("/apis/contract.io/v1");
        assertThat(resources.text()).contains("\"name\":\"widgets\"", "\"widgets/status\"", "\"wd\"");
        assertThat(api.get("/apis").text()).contains("contract.io/v1");
        Reply index = api.get("/openapi/v3");
        String url = index.node("paths")
                .path("apis/contract.io/v1")
                .path("serverRelativeURL")
                .asText();
        Reply document = api.get(url);
        assertThat(document.text()).contains("io.contract.v1.Widget", "What is wanted.");
    }

    @Test
    void badDefinitionsAreRefused() {
        Reply name = api.post(
                DEFINITIONS, DEFINITION.replace("\"name\":\"widgets.contract.io\"", "\"name\":\"x.contract.io\""));
        assertThat(name.code()).isEqualTo(422);
        assertThat(name.message()).contains("metadata.name", "must be spec.names.plural+\".\"+spec.group");
        Reply storage = api.post(
                DEFINITIONS, DEFINITION.replace("widgets", "things").replace("\"storage\":true", "\"storage\":false"));
        assertThat(storage.code()).isEqualTo(422);
        assertThat(storage.message()).contains("must have exactly one version marked as storage version");
        Reply schema = api.post(
                DEFINITIONS,
                DEFINITION
                        .replace("widgets", "things")
                        .replace("\"type\":\"object\",\"description\"", "\"description\""));
        assertThat(schema.code()).isEqualTo(422);
    }
}
