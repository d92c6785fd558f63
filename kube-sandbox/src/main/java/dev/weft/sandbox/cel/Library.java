// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The language as Kubernetes has it: the standard, its extensions, and functions of its own. */
final class Library {
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(\\w+)'");
    /** Functions of Kubernetes that are not here: rules that call them are kept and not evaluated. */
    private static final List<String> LACKING = List.of("semver", "isSemver", "format");

    /** Made when the first rule is compiled: it takes half a second, and nothing ever changes it. */
    static final Library SHARED = new Library();

    private final List<CelFunction> functions = new ArrayList<>();
    private final CelRuntime runtime;
    private final CelCompiler base;

    private Library() {
        functions.addAll(ListFunctions.all());
        functions.addAll(TextFunctions.all());
        functions.addAll(UrlFunctions.all());
        functions.addAll(NetFunctions.all());
        functions.addAll(QuantityFunctions.all());
        CelRuntimeBuilder builder = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(
                        CelExtensions.optional(2),
                        strings(),
                        CelExtensions.lists(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.comprehensions());
        functions.forEach(function -> builder.addFunctionBindings(function.binding()));
        runtime = builder.build();
        base = base(functions);
    }

    private static CelStringExtensions strings() {
        return CelExtensions.strings(
                CelStringExtensions.Function.CHAR_AT,
                CelStringExtensions.Function.INDEX_OF,
                CelStringExtensions.Function.JOIN,
                CelStringExtensions.Function.LAST_INDEX_OF,
                CelStringExtensions.Function.LOWER_ASCII,
                CelStringExtensions.Function.QUOTE,
                CelStringExtensions.Function.REPLACE,
                CelStringExtensions.Function.SPLIT,
                CelStringExtensions.Function.SUBSTRING,
                CelStringExtensions.Function.TRIM,
                CelStringExtensions.Function.UPPER_ASCII);
    }

    private static CelCompiler base(List<CelFunction> functions) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.optional(2),
                        strings(),
                        CelExtensions.lists(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.comprehensions())
                .addFunctionDeclarations(CelFunction.declarations(functions))
                .build();
    }

    CelCompiler compiler(Types types, CelType self, CelType before) {
        return base.toCompilerBuilder()
                .setTypeProvider(types)
                .addVar("self", self)
                .addVar("oldSelf", before)
                .build();
    }

    CelRuntime.Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return runtime.createProgram(tree);
    }

    /** The function of Kubernetes that an error of the compiler misses and this library does not have. */
    static Optional<String> lacking(String error) {
        Matcher undeclared = UNDECLARED.matcher(error);
        return undeclared.find() && LACKING.contains(undeclared.group(1))
                ? Optional.of(undeclared.group(1))
                : Optional.empty();
    }

    /** An error of an evaluation in the words of Go's library. */
    static String reworded(Exception error) {
        return String.valueOf(error.getMessage())
                .replaceFirst("^evaluation error at <input>:\\d+: ", "")
                .replaceFirst("^key '(.*)' is not present in map\\.$", "no such key: $1")
                .replaceFirst("^Index out of bounds", "index out of bounds");
    }
}
