// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.CrdFiles;
import dev.weft.runtime.folder.EmbeddedYaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaFitTest {

    private static final String OURS =
            "{type: object, properties: {name: {type: string, maxLength: 10}, mode: {type: string, enum: [A, B]},"
                    + " list: {type: array, items: {type: object, properties: {port: {type: integer}}}}}}";

    @Test
    void everyDefinitionFitsItself() {
        CrdInstaller.definitions(CrdFiles.ofManagement())
                .forEach((name, definition) -> assertThat(SchemaFit.misfit(definition, definition))
                        .as(name)
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: {type: string, maxLength: 10}|name: {type: string, maxLength: 20, default: x, description: y}",
                "name: {type: string, maxLength: 10}|name: {type: string}, more: {type: string}",
                "enum: [A, B]|enum: [A, B, C]",
                "{type: integer}|{type: integer, format: int64, default: 80}",
                "{type: integer}|{x-kubernetes-int-or-string: true}"
            })
    void aNewerOneThatAllowsMoreFits(String before, String after) {
        assertThat(misfit(before, after)).isEqualTo("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: {type: string, maxLength: 10},||field name is not known",
                "properties: {port: {type: integer}}|properties: {}|field list[].port is not known",
                "{type: integer}|{type: string}|field list[].port must be of type string",
                "maxLength: 10|maxLength: 5|field name is bounded by maxLength 5",
                "maxLength: 10|maxLength: 10, minLength: 1|field name is bounded by minLength 1",
                "maxLength: 10|maxLength: 10, pattern: a+|field name has another pattern",
                "maxLength: 10|maxLength: 10, enum: [x]|field name allows certain values only",
                "enum: [A, B]|enum: [A]|field mode allows fewer values",
                "'{type: object, properties: {name'|'{type: object, required: [mode, name], properties: {name'|the object needs mode, name",
                "{type: integer}|'{type: integer, x-kubernetes-validations: [{rule: self > 1}]}'|field list[].port has another rule: self > 1"
            })
    void anOlderOrStricterOneIsNamedWithThePlace(String before, String after, String misfit) {
        assertThat(misfit(before, after == null ? "" : after)).isEqualTo(misfit);
    }

    @Test
    void aVersionThatIsNotServedDoesNotFit() {
        JsonNode installed = definition(OURS, "v1alpha1");
        assertThat(SchemaFit.misfit(definition(OURS, "v1alpha2"), installed))
                .contains("version v1alpha2 is not served");
    }

    /** What a definition comes to that differs from ours in one place; empty for nothing. */
    private static String misfit(String before, String after) {
        assertThat(OURS).contains(before);
        return SchemaFit.misfit(definition(OURS, "v1alpha2"), definition(OURS.replace(before, after), "v1alpha2"))
                .orElse("");
    }

    private static JsonNode definition(String schema, String version) {
        EmbeddedYaml parsed = EmbeddedYaml.parse(
                "test",
                "{spec: {versions: [{name: " + version + ", served: true, schema: {openAPIV3Schema: " + schema
                        + "}}]}}");
        return ((EmbeddedYaml.Tree) parsed).tree();
    }
}
