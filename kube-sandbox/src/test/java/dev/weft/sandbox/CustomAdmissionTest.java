// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.CustomAdmission;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.json.Yaml;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer without a server is the answer of the server, with the place of each thing. */
class CustomAdmissionTest {

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        x-kubernetes-validations:
                        - {rule: "self.least <= self.most", message: least is above most}
                        properties:
                          least: {type: integer, default: 3}
                          most: {type: integer, default: 5}
                          size: {type: string, enum: [S, M]}
                          limits: {type: object, additionalProperties: {type: integer, maximum: 9}}
                          either:
                            type: object
                            oneOf: [{required: [a]}, {required: [b]}]
                            properties: {a: {type: string}, b: {type: string}}
            """;

    private final JsonNode definition = Yaml.documents(DEFINITION).getFirst();
    private final CustomAdmission admission = CustomAdmission.of(definition, "v1");

    private static ObjectNode thing(String name, String spec) {
        return (ObjectNode) Yaml.documents("""
                apiVersion: example.com/v1
                kind: Thing
                metadata: {namespace: default, %s}
                spec: %s
                """.formatted(name, spec)).getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a|{least: 7, most: 6}|spec|least is above most",
                "name: a|{least: 6}|spec|least is above most",
                "name: a|{size: L}|spec.size|supported values: \"S\", \"M\"",
                "name: a|{least: many}|spec.least|must be of type integer",
                "name: a|{limits: {cpu: 10}}|spec.limits.cpu|less than or equal to 9",
                "name: a|{either: {a: x, b: y}}|spec.either|must validate one and only one schema",
                "name: A|{}|metadata.name|RFC 1123 subdomain",
                "'name: a, labels: {a: 1}'|{}|metadata|ObjectMeta.labels",
            })
    void refusesAtThePlaceAndInTheWordsOfTheServer(String metadata, String spec, String place, String words)
            throws Exception {
        ObjectNode object = thing(metadata, spec);

        var causes = admission.judge(object).causes();

        assertThat(causes.getFirst().place()).isEqualTo(place);
        assertThat(causes.getFirst().message()).contains(words);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("admission"))) {
            create(sandbox, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
            LocalReply reply = create(sandbox, "/apis/example.com/v1/namespaces/default/things", object);
            assertThat(reply.code()).isGreaterThanOrEqualTo(400);
            assertThat(Json.parse(reply.body()).path("message").asText())
                    .contains(causes.getFirst().message());
        }
    }

    private static LocalReply create(Sandbox sandbox, String path, JsonNode object) {
        return sandbox.call("POST", path, "application/json", Json.text(object).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesWhatFitsAndLeavesItAsItIs() {
        ObjectNode object = thing("name: a", "{least: 1, zzz: 1, either: {a: x, c: y}}");
        ObjectNode before = object.deepCopy();

        CustomAdmission.Judgement judgement = admission.judge(object);

        assertThat(judgement.causes()).isEmpty();
        assertThat(judgement.unknownFields()).containsExactly("spec.zzz", "spec.either.c");
        assertThat(object).isEqualTo(before);
    }

    @Test
    void judgesOnlyAVersionThatIsServed() {
        assertThatThrownBy(() -> CustomAdmission.of(definition, "v2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v2");
    }
}
