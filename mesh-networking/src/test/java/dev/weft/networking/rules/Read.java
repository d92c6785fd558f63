// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.List;
import java.util.function.Function;

/**
 * What a factory of this room made of a wire value.
 *
 * @param problems as {@code field: message}
 * @param notes as {@code field: message}
 */
record Read<T>(T value, List<String> problems, List<String> notes) {

    static <T> Read<T> by(Function<Problems, T> factory) {
        Problems problems = new Problems();
        T value = factory.apply(problems);
        return new Read<>(value, texts(problems.problems()), texts(problems.notes()));
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.field() + ": " + problem.message())
                .toList();
    }
}
