// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class ApplyTest extends Contract {

    @Test
    void applyCreatesAndOwns() {
        Reply created = api.apply(configMaps + "/a", "m1", configMap("a", "k", "1"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.node("metadata.managedFields")).hasSize(1);
        assertThat(created.at("metadata.managedFields.0.operation")).isEqualTo("Apply");
        assertThat(created.node("metadata.managedFields.0.fieldsV1").toString()).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
        Reply again = api.apply(configMaps + "/a", "m1", configMap("a", "k", "1"));
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.version()).isEqualTo(created.version());
    }

    @Test
    void yamlIsTaken() {
        Reply created = api.apply(
                configMaps + "/a", "m1", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: \"1\"\n");
        assertThat(created.at("data.k")).isEqualTo("1");
    }

    @Test
    void anotherManagersFieldConflictsUnlessForced() {
        api.post(configMaps, configMap("a", "k", "1", "l", "1"));
        Reply conflict = api.apply(configMaps + "/a", "m2", configMap("a", "k", "2"));
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"contract\" using v1: .data.k");
        assertThat(conflict.at("details.causes.0.reason")).isEqualTo("FieldManagerConflict");
        assertThat(conflict.at("details.causes.0.field")).isEqualTo(".data.k");
        Reply two = api.apply(configMaps + "/a", "m2", configMap("a", "k", "2", "l", "2"));
        assertThat(two.message())
                .isEqualTo(
                        "Apply failed with 2 conflicts: conflicts with \"contract\" using v1:\n- .data.k\n- .data.l");
        Reply forced = api.apply(configMaps + "/a?force=true", "m2", configMap("a", "k", "2"));
        assertThat(forced.code()).isEqualTo(200);
        assertThat(forced.node("data")).isEqualTo(json("{\"k\":\"2\",\"l\":\"1\"}"));
        Reply back = api.apply(configMaps + "/a", "m2", configMap("a"));
        assertThat(back.node("data")).isEqualTo(json("{\"l\":\"1\"}"));
    }

    @Test
    void equalValuesAreShared() {
        api.apply(configMaps + "/a", "m1", configMap("a", "k", "1"));
        assertThat(api.apply(configMaps + "/a", "m2", configMap("a", "k", "1")).code())
                .isEqualTo(200);
        Reply dropped = api.apply(configMaps + "/a", "m1", configMap("a", "other", "1"));
        assertThat(dropped.node("data")).isEqualTo(json("{\"k\":\"1\",\"other\":\"1\"}"));
        Reply gone = api.apply(configMaps + "/a", "m2", configMap("a", "third", "1"));
        assertThat(gone.node("data")).isEqualTo(json("{\"other\":\"1\",\"third\":\"1\"}"));
    }

    @Test
    void droppedFieldsGoAndForeignOnesStay() {
        api.apply(configMaps + "/a", "m1", configMap("a", "k", "1", "l", "2"));
        api.patch(configMaps + "/a", Api.MERGE, "{\"data\":{\"foreign\":\"3\"}}");
        Reply applied = api.apply(configMaps + "/a", "m1", configMap("a", "l", "2"));
        assertThat(applied.node("data")).isEqualTo(json("{\"foreign\":\"3\",\"l\":\"2\"}"));
    }

    @Test
    void keyedListsMergeItemByItem() {
        String services = path("v1", "services");
        String one =
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"name\":\"a\",\"port\":80}]}}";
        String two =
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"name\":\"b\",\"port\":81}]}}";
        assertThat(api.apply(services + "/s", "m1", one).code()).isEqualTo(201);
        Reply both = api.apply(services + "/s", "m2", two);
        assertThat(both.code()).isEqualTo(200);
        assertThat(both.node("spec.ports")).hasSize(2);
        Reply less = api.apply(services + "/s", "m1", one.replace("80", "82"));
        assertThat(less.node("spec.ports").toString())
                .contains("\"port\":81", "\"port\":82")
                .doesNotContain("\"port\":80");
    }

    @Test
    void containersAreOwnedByName() {
        String deployments = path("apps/v1", "deployments");
        String body = """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":\
                {"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x:1"}]}}}}""";
        Reply created = api.apply(deployments + "/d", "m1", body);
        assertThat(created.code()).isEqualTo(201);
        JsonNode fields = created.node("metadata.managedFields.0.fieldsV1");
        assertThat(fields.toString())
                .isEqualTo("{\"f:spec\":{\"f:selector\":{},\"f:template\":{\"f:metadata\":{\"f:labels\":{\"f:a\":{}}},"
                        + "\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{},"
                        + "\"f:name\":{}}}}}}}");
        Reply conflict = api.apply(deployments + "/d", "m2", body.replace("x:1", "x:2"));
        assertThat(conflict.at("details.causes.0.field")).isEqualTo(".spec.template.spec.containers[name=\"c\"].image");
    }

    @Test
    void conditionsAreOwnedByTypeInTheStatus() {
        String deployments = path("apps/v1", "deployments");
        api.post(deployments, WriteTest.DEPLOYMENT);
        String one = """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"status":{"conditions":[\
                {"type":"A","status":"True"}]}}""";
        assertThat(api.apply(deployments + "/d/status", "m1", one).code()).isEqualTo(200);
        Reply both = api.apply(deployments + "/d/status", "m2", one.replace("\"A\"", "\"B\""));
        assertThat(both.node("status.conditions")).hasSize(2);
        assertThat(both.at("spec.replicas")).isEqualTo("1");
        Reply left = api.apply(
                deployments + "/d/status",
                "m1",
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"d\"},\"status\":{}}");
        assertThat(left.node("status.conditions")).hasSize(1);
        assertThat(left.at("status.conditions.0.type")).isEqualTo("B");
    }

    @Test
    void anUpdateTakesOwnershipOfWhatItChanges() {
        api.apply(configMaps + "/a", "m1", configMap("a", "k", "1", "l", "1"));
        api.with("User-Agent", "editor/2").put(configMaps + "/a", configMap("a", "k", "2", "l", "1"));
        Reply conflict = api.apply(configMaps + "/a", "m1", configMap("a", "k", "1", "l", "1"));
        assertThat(conflict.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.k");
    }

    @Test
    void badConfigurationsAreRefused() {
        assertThat(api.patch(configMaps + "/a", Api.APPLY, configMap("a")).message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        assertThat(api.apply(configMaps + "/a", "m", "{\"data\":{}}").code()).isEqualTo(400);
        Reply managed = api.apply(
                configMaps + "/a",
                "m",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"managedFields\":[{}]}}");
        assertThat(managed.message()).isEqualTo("metadata.managedFields must be nil");
        Reply unknown = api.apply(
                configMaps + "/a", "m", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"dota\":{\"k\":\"1\"}}");
        assertThat(unknown.code()).isEqualTo(500);
        assertThat(unknown.message()).contains(".dota: field not declared in schema");
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(404);
    }
}
