// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places of a schema that have rules, or have places with rules inside.
 *
 * @param fields of a structure, by name
 * @param element of lists and maps
 * @param keys of a list: the fields that tell its items apart; empty when items have no state before
 */
record RuleTree(
        Shape shape,
        List<Rule> rules,
        Map<String, RuleTree> fields,
        @Nullable RuleTree element,
        List<String> keys) {

    /** @param notEvaluated rules that need what is not there, each with its reason */
    record Compilation(RuleTree tree, List<Cause> causes, List<String> notEvaluated) {}

    /** @param path of the schema in its definition */
    static Compilation compile(JsonNode schema, String path) {
        Compiler compiler = new Compiler(Shape.of(schema, "", true));
        RuleTree tree = compiler.tree(schema, compiler.root, path, "");
        return new Compilation(tree, compiler.expressions.causes(), compiler.expressions.notEvaluated());
    }

    private boolean isBare() {
        return rules.isEmpty() && fields.isEmpty() && element == null;
    }

    private static final class Compiler {
        private final Shape root;
        private final RuleCompiler expressions;

        Compiler(Shape root) {
            this.root = root;
            expressions = new RuleCompiler(root);
        }

        /** @param uncorrelatable the list around this place whose items have no state before, empty when there is none */
        private RuleTree tree(JsonNode schema, Shape shape, String path, String uncorrelatable) {
            List<Rule> rules = new ArrayList<>();
            int index = 0;
            for (JsonNode rule : schema.path("x-kubernetes-validations")) {
                String place = path + ".x-kubernetes-validations[" + index + "]";
                expressions
                        .compile(new RuleCompiler.Source(rule, schema, shape, place, uncorrelatable))
                        .ifPresent(rules::add);
                index++;
            }
            Map<String, RuleTree> fields = new TreeMap<>();
            schema.path("properties").properties().forEach(property -> {
                Shape inner = shape.fields().get(property.getKey());
                if (inner != null) {
                    String place = path + ".properties[" + property.getKey() + "]";
                    RuleTree tree = tree(property.getValue(), inner, place, uncorrelatable);
                    if (!tree.isBare()) {
                        fields.put(property.getKey(), tree);
                    }
                }
            });
            List<String> keys = new ArrayList<>();
            schema.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
            return new RuleTree(shape, rules, fields, element(schema, shape, path, uncorrelatable), keys);
        }

        private @Nullable RuleTree element(JsonNode schema, Shape shape, String path, String uncorrelatable) {
            Shape element = shape.element();
            if (element == null) {
                return null;
            }
            boolean list = shape.sort() == Shape.Sort.LIST;
            String part = list ? "items" : "additionalProperties";
            boolean loses = list && !Json.at(schema, "x-kubernetes-list-type").equals("map");
            String inner = path + "." + part;
            RuleTree tree =
                    tree(schema.path(part), element, inner, uncorrelatable.isEmpty() && loses ? path : uncorrelatable);
            return tree.isBare() ? null : tree;
        }
    }
}
