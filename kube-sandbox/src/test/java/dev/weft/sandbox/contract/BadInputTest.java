// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest extends Contract {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{bad",
                "application/json|[1]",
                "application/json|'' ",
                "application/yaml|a: [",
                "application/vnd.kubernetes.protobuf|k8s",
                "application/vnd.kubernetes.protobuf|xxxxxxxxxx"
            })
    void malformedBodiesAreBadRequests(String type, String body) {
        Reply reply = api.send("POST", configMaps, type, body.strip());
        assertThat(reply.code()).isEqualTo(400);
        assertThat(reply.reason()).isEqualTo("BadRequest");
        assertThat(reply.message()).isNotEmpty();
    }

    @Test
    void damagedProtobufIsABadRequest() {
        byte[] body = "k8s\0\012\001\002\003\377\377\377".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(api.send("POST", configMaps, "application/vnd.kubernetes.protobuf", body)
                        .code())
                .isEqualTo(400);
    }

    @Test
    void otherTypesAreUnsupported() {
        Reply reply = api.send("POST", configMaps, "text/plain", "x");
        assertThat(reply.code()).isEqualTo(415);
        assertThat(reply.reason()).isEqualTo("UnsupportedMediaType");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/foos,404",
        "/apis/nope/v1/foos,404",
        "/nope,404",
        "/apis/apps/v2,404",
        "/api/v1/configmaps/a,404"
    })
    void unknownPathsAreNotFound(String path, int code) {
        assertThat(api.get(path).code()).isEqualTo(code);
    }

    @Test
    void methodsMustFitThePath() {
        assertThat(api.post("/api/v1/configmaps", configMap("a")).code()).isEqualTo(405);
        assertThat(api.put(configMaps, "{}").code()).isEqualTo(405);
        assertThat(api.post(configMaps + "/a", "{}").code()).isEqualTo(405);
        assertThat(api.get(path("v1", "pods") + "/x/nope").code()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"A_b|configmaps", "-a|configmaps", "a..b|configmaps", "a/b|configmaps", "Ab|services"})
    void invalidNamesAreNamed(String name, String plural) {
        String spec = plural.equals("services") ? ",\"spec\":{\"ports\":[{\"port\":80}]}" : "";
        Reply reply = api.post(path("v1", plural), "{\"metadata\":{\"name\":\"" + name + "\"}" + spec + "}");
        assertThat(reply.code()).isEqualTo(422);
        assertThat(reply.message()).contains("metadata.name: Invalid value: \"" + name + "\": a lowercase RFC 1123");
        assertThat(reply.at("details.causes.0.field")).isEqualTo("metadata.name");
    }

    @Test
    void namesThatAreDnsLabelsHaveNoDots() {
        Reply reply = api.post(
                path("v1", "services"), "{\"metadata\":{\"name\":\"a.b\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
        assertThat(reply.message())
                .isEqualTo("Service \"a.b\" is invalid: metadata.name: Invalid value: \"a.b\": must not contain dots");
    }

    @Test
    void badMetadataIsNamedCompletely() {
        Reply reply = api.post(configMaps, """
                {"metadata":{"name":"q","labels":{"a b":"c!"},"annotations":{"a b":"1"},"finalizers":["x"],\
                "ownerReferences":[{"name":"x"}]}}""");
        assertThat(reply.code()).isEqualTo(422);
        assertThat(reply.message())
                .contains("metadata.labels: Invalid value: \"a b\": name part must consist of")
                .contains("metadata.labels: Invalid value: \"c!\": a valid label must be")
                .contains("metadata.annotations: Invalid value: \"a b\"")
                .contains("metadata.ownerReferences.uid: Invalid value: \"\": must not be empty")
                .contains("metadata.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name");
        assertThat(api.post(configMaps, "{\"metadata\":{}}").message())
                .isEqualTo(
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labelSelector=a%3D%3D%3Db|unable to parse requirement: found '=', expected: identifier",
                "labelSelector=a%20in%20b|unable to parse requirement: found 'b' expected: '('",
                "fieldSelector=a|invalid selector: 'a'; can't understand 'a'",
                "limit=x|strconv.ParseInt: parsing \"x\": invalid syntax",
                "continue=abc|invalid continue token: continue key is not valid",
                "resourceVersion=abc|invalid resource version: resourceVersion: Invalid value: \"abc\""
            })
    void badParametersAreBadRequests(String query, String message) {
        Reply reply = api.get(configMaps + "?" + query);
        assertThat(reply.code()).isEqualTo(400);
        assertThat(reply.message()).startsWith(message);
    }

    @Test
    void badOptionsAreNamed() {
        api.post(configMaps, configMap("a"));
        assertThat(api.delete(configMaps + "/a?propagationPolicy=X").code()).isEqualTo(422);
        assertThat(api.delete(configMaps + "/a?dryRun=X").code()).isEqualTo(422);
        assertThat(api.delete(configMaps + "/a", "{bad").code()).isEqualTo(400);
        assertThat(api.get(configMaps + "?resourceVersionMatch=Exact").code()).isEqualTo(422);
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(200);
    }

    @Test
    void objectsMustBeOfTheKindOfThePath() {
        Reply kind = api.post(configMaps, "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"b\"}}");
        assertThat(kind.code()).isEqualTo(400);
        assertThat(kind.message()).startsWith("Secret in version \"v1\" cannot be handled as a ConfigMap");
        Reply place = api.post(configMaps, "{\"metadata\":{\"name\":\"b\",\"namespace\":\"other\"}}");
        assertThat(place.message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
        Reply field = api.post(configMaps, "{\"metadata\":{\"name\":\"b\"},\"data\":{\"a\":1}}");
        assertThat(field.code()).isEqualTo(400);
        assertThat(field.message())
                .contains("cannot unmarshal number into Go struct field ConfigMap.data of type string");
    }

    @Test
    void strictClientsHearOfUnknownFields() {
        Reply reply = api.post(
                configMaps + "?fieldValidation=Strict",
                "{\"metadata\":{\"name\":\"q\",\"x\":1},\"data\":{\"a\":\"1\"},\"zz\":2}");
        assertThat(reply.message())
                .isEqualTo(
                        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field"
                                + " \"metadata.x\", unknown field \"zz\"");
        Reply warned = api.post(configMaps, "{\"metadata\":{\"name\":\"q\"},\"zz\":2}");
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings()).anyMatch(warning -> warning.contains("unknown field \\\"zz\\\""));
    }

    @Test
    void builtInKindsHaveRulesOfTheirOwn() {
        Reply deployment = api.post(path("apps/v1", "deployments"), "{\"metadata\":{\"name\":\"d\"},\"spec\":{}}");
        assertThat(deployment.code()).isEqualTo(422);
        assertThat(deployment.message())
                .contains("spec.selector: Required value")
                .contains("`selector` does not match template `labels`")
                .contains("spec.template.spec.containers: Required value");
        Reply service = api.post(
                path("v1", "services"),
                "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"type\":\"No\",\"ports\":[{\"port\":99999}]}}");
        assertThat(service.message())
                .contains("spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive")
                .contains("spec.type: Unsupported value: \"No\": supported values: \"ClusterIP\", \"ExternalName\","
                        + " \"LoadBalancer\", \"NodePort\"");
        Reply secret = api.post(path("v1", "secrets"), "{\"metadata\":{\"name\":\"q\"},\"data\":{\"a\":\"!\"}}");
        assertThat(secret.code()).isEqualTo(400);
    }

    @Test
    void hugeBodiesAreTooLarge() {
        byte[] body = new byte[(3 << 20) + 100];
        Arrays.fill(body, (byte) ' ');
        body[0] = '{';
        assertThat(api.send("POST", configMaps, Api.JSON, body).code()).isEqualTo(413);
        assertThat(api.get(configMaps).code()).isEqualTo(200);
    }
}
