// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatchTest extends Contract {
    private String deployments;

    @BeforeEach
    void fill() {
        deployments = path("apps/v1", "deployments");
        api.post(configMaps, configMap("a", "k", "1", "l", "2"));
        api.post(deployments, """
                {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":\
                {"a":"b"}},"spec":{"containers":[{"name":"one","image":"x:1","env":[{"name":"A","value":"1"},\
                {"name":"B","value":"2"}]},{"name":"two","image":"y:1"}],"volumes":[{"name":"v","emptyDir":{}}]}}}}""");
    }

    @Test
    void mergePatchSetsAndRemoves() {
        Reply patched = api.patch(configMaps + "/a", Api.MERGE, "{\"data\":{\"k\":null,\"m\":\"3\"}}");
        assertThat(patched.node("data")).isEqualTo(json("{\"l\":\"2\",\"m\":\"3\"}"));
    }

    @Test
    void mergePatchReplacesLists() {
        Reply patched = api.patch(
                deployments + "/d",
                Api.MERGE,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"new\",\"image\":\"z\"}]}}}}");
        assertThat(patched.node("spec.template.spec.containers")).hasSize(1);
    }

    @Test
    void jsonPatchDoesItsStepsOrNone() {
        Reply patched = api.patch(configMaps + "/a", Api.JSON_PATCH, """
                [{"op":"test","path":"/data/k","value":"1"},{"op":"replace","path":"/data/k","value":"9"},\
                {"op":"add","path":"/metadata/labels","value":{"x":"y"}},{"op":"remove","path":"/data/l"}]""");
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.node("data")).isEqualTo(json("{\"k\":\"9\"}"));
        Reply failed = api.patch(configMaps + "/a", Api.JSON_PATCH, """
                [{"op":"replace","path":"/data/k","value":"0"},{"op":"test","path":"/data/k","value":"nope"}]""");
        assertThat(failed.code()).isEqualTo(422);
        assertThat(api.get(configMaps + "/a").at("data.k")).isEqualTo("9");
        Reply missing = api.patch(configMaps + "/a", Api.JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/data/zz\"}]");
        assertThat(missing.code()).isEqualTo(422);
        Reply noList = api.patch(configMaps + "/a", Api.JSON_PATCH, "{\"a\":1}");
        assertThat(noList.code()).isEqualTo(400);
    }

    @Test
    void strategicMergeMergesListsByTheirKeys() {
        Reply patched = api.patch(deployments + "/d", Api.STRATEGIC, """
                {"spec":{"template":{"spec":{"containers":[{"name":"one","image":"x:2","env":[{"name":"B","value":"9"},\
                {"name":"C","value":"3"}]}]}}}}""");
        assertThat(patched.code()).isEqualTo(200);
        String containers = "spec.template.spec.containers.";
        assertThat(patched.node("spec.template.spec.containers")).hasSize(2);
        assertThat(patched.at(containers + "0.image")).isEqualTo("x:2");
        assertThat(patched.node(containers + "0.env").toString())
                .contains(
                        "{\"name\":\"A\",\"value\":\"1\"}",
                        "{\"name\":\"B\",\"value\":\"9\"}",
                        "{\"name\":\"C\",\"value\":\"3\"}");
    }

    @Test
    void strategicMergeDeletesByDirective() {
        Reply patched = api.patch(deployments + "/d", Api.STRATEGIC, """
                {"spec":{"template":{"spec":{"containers":[{"name":"two","$patch":"delete"}],"volumes":[{"$patch":"replace"}]}}}}""");
        assertThat(patched.node("spec.template.spec.containers")).hasSize(1);
        assertThat(patched.node("spec.template.spec.volumes")).isEmpty();
    }

    @Test
    void strategicMergeKeepsTheWantedOrder() {
        Reply patched = api.patch(deployments + "/d", Api.STRATEGIC, """
                {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"two"},{"name":"one"}],\
                "containers":[{"name":"two","image":"y:2"}]}}}}""");
        assertThat(patched.at("spec.template.spec.containers.0.name")).isEqualTo("two");
        assertThat(patched.at("spec.template.spec.containers.1.name")).isEqualTo("one");
    }

    @Test
    void strategicMergeRetainsKeys() {
        Reply patched = api.patch(
                deployments + "/d",
                Api.STRATEGIC,
                "{\"spec\":{\"strategy\":{\"$retainKeys\":[\"type\"],\"type\":\"Recreate\"}}}");
        assertThat(patched.node("spec.strategy").toString()).isEqualTo("{\"type\":\"Recreate\"}");
    }

    @Test
    void strategicMergeRemovesFromPrimitiveLists() {
        api.patch(
                configMaps + "/a", Api.MERGE, "{\"metadata\":{\"finalizers\":[\"example.com/a\",\"example.com/b\"]}}");
        Reply patched = api.patch(configMaps + "/a", Api.STRATEGIC, """
                {"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a"],"finalizers":["example.com/c"]}}""");
        assertThat(patched.node("metadata.finalizers").toString()).isEqualTo("[\"example.com/c\",\"example.com/b\"]");
        api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void aPatchMayDemandAResourceVersion() {
        Reply stale = api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"resourceVersion\":\"1\"}}");
        assertThat(stale.code()).isEqualTo(409);
        String version = api.get(configMaps + "/a").version();
        Reply right = api.patch(
                configMaps + "/a",
                Api.MERGE,
                "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"data\":{\"k\":\"5\"}}");
        assertThat(right.code()).isEqualTo(200);
    }

    @Test
    void aPatchMayNotRename() {
        Reply renamed = api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"name\":\"b\"}}");
        assertThat(renamed.code()).isEqualTo(400);
        assertThat(renamed.message()).isEqualTo("the name of the object (b) does not match the name on the URL (a)");
    }

    @Test
    void unknownPatchTypesAreRefused() {
        assertThat(api.patch(configMaps + "/a", Api.JSON, "{}").code()).isEqualTo(415);
        assertThat(api.patch(configMaps + "/a", Api.MERGE, "{bad").code()).isEqualTo(400);
        assertThat(api.patch(configMaps + "/nope", Api.MERGE, "{}").code()).isEqualTo(404);
    }
}
