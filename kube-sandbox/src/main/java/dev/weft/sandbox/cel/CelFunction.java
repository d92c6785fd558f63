// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function of one signature: what the checker knows of it, and what it does. */
record CelFunction(String name, CelOverloadDecl overload, CelFunctionBinding binding) {

    /** What a function does with its arguments; the receiver of a method is the first. */
    interface Body {
        Object apply(Object[] arguments);
    }

    /** A method: {@code receiver.name(arguments)}. */
    static CelFunction method(String name, CelType result, List<Argument> arguments, Body body) {
        return of(name, true, result, arguments, body);
    }

    /** A function: {@code name(arguments)}. */
    static CelFunction global(String name, CelType result, List<Argument> arguments, Body body) {
        return of(name, false, result, arguments, body);
    }

    /** The type of an argument, for the checker and in Java. */
    record Argument(CelType type, Class<?> java) {}

    @SuppressWarnings("Immutable") // bodies are lambdas without state, which the type Body does not tell
    private static CelFunction of(String name, boolean method, CelType result, List<Argument> arguments, Body body) {
        StringBuilder id = new StringBuilder("k8s_" + (method ? "" : "to_") + name);
        List<CelType> types = new ArrayList<>();
        List<Class<?>> classes = new ArrayList<>();
        for (Argument argument : arguments) {
            id.append('_').append(argument.java().getSimpleName());
            types.add(argument.type());
            classes.add(argument.java());
        }
        CelOverloadDecl overload = method
                ? CelOverloadDecl.newMemberOverload(id.toString(), result, types)
                : CelOverloadDecl.newGlobalOverload(id.toString(), result, types);
        return new CelFunction(name, overload, CelFunctionBinding.from(id.toString(), classes, given -> {
            try {
                return body.apply(given);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
            }
        }));
    }

    /** One declaration a name, with all its overloads. */
    static List<CelFunctionDecl> declarations(List<CelFunction> functions) {
        Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
        functions.forEach(function -> overloads
                .computeIfAbsent(function.name(), name -> new ArrayList<>())
                .add(function.overload()));
        List<CelFunctionDecl> result = new ArrayList<>();
        overloads.forEach((name, all) -> result.add(CelFunctionDecl.newFunctionDeclaration(name, all)));
        return result;
    }
}
