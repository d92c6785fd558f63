// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one version of a custom kind, compiled when the first object is judged. */
public final class ObjectRules {
    /** Built-in kinds, and custom ones without rules. */
    public static final ObjectRules NONE = new ObjectRules(null);

    private static final String FIELD = "x-kubernetes-validations";

    private final @Nullable JsonNode schema;
    private volatile @Nullable RuleTree compiled;

    private ObjectRules(@Nullable JsonNode schema) {
        this.schema = schema;
    }

    /** @param schema the {@code openAPIV3Schema} of a version */
    public static ObjectRules of(JsonNode schema) {
        return schema.findPath(FIELD).isMissingNode() ? NONE : new ObjectRules(schema);
    }

    /** What is wrong with the rules themselves, and which of them cannot be evaluated. */
    public record Findings(List<Cause> causes, List<String> notEvaluated) {}

    /**
     * Compiles all rules of a schema.
     *
     * @param path of the schema in its definition ({@code spec.validation.openAPIV3Schema})
     */
    public static Findings findings(JsonNode schema, String path) {
        if (of(schema) == NONE) {
            return new Findings(List.of(), List.of());
        }
        RuleTree.Compilation compilation = RuleTree.compile(schema, path);
        return new Findings(compilation.causes(), compilation.notEvaluated());
    }

    /** Whether there is any rule. */
    public boolean isEmpty() {
        return schema == null;
    }

    /**
     * Judges an object that fits its schema.
     *
     * @param before null when it is created
     */
    public List<Cause> check(JsonNode object, @Nullable JsonNode before) {
        if (schema == null) {
            return List.of();
        }
        RuleTree tree = compiled;
        if (tree == null) {
            tree = RuleTree.compile(schema, "").tree();
            compiled = tree;
        }
        List<Cause> causes = new ArrayList<>();
        new Evaluation(causes).check(tree, object, before, "");
        return causes;
    }
}
