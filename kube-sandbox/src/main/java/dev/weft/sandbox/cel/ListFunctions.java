// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.weft.sandbox.cel.CelFunction.Argument;
import java.time.Duration;
import java.util.List;

/** isSorted, sum, min, max, indexOf and lastIndexOf of lists (https://kubernetes.io/docs/reference/using-api/cel/). */
final class ListFunctions {
    private static final TypeParamType ANY = TypeParamType.create("T");
    private static final Argument LIST = new Argument(ListType.create(ANY), List.class);
    private static final Argument ITEM = new Argument(ANY, Object.class);

    private ListFunctions() {}

    static List<CelFunction> all() {
        return List.of(
                CelFunction.method("isSorted", SimpleType.BOOL, List.of(LIST), given -> isSorted(list(given))),
                CelFunction.method("sum", ANY, List.of(LIST), given -> sum(list(given))),
                CelFunction.method("min", ANY, List.of(LIST), given -> extreme(list(given), "min", -1)),
                CelFunction.method("max", ANY, List.of(LIST), given -> extreme(list(given), "max", 1)),
                CelFunction.method("indexOf", SimpleType.INT, List.of(LIST, ITEM), given ->
                        (long) list(given).indexOf(given[1])),
                CelFunction.method("lastIndexOf", SimpleType.INT, List.of(LIST, ITEM), given ->
                        (long) list(given).lastIndexOf(given[1])));
    }

    private static List<?> list(Object[] given) {
        return (List<?>) given[0];
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, String name, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object found = list.get(0);
        for (Object item : list) {
            found = compare(item, found) * sign > 0 ? item : found;
        }
        return found;
    }

    /** Values of one type; the checker has seen to that, except for lists of dynamic type. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // compareTo of one's own class
    private static int compare(Object left, Object right) {
        if (left instanceof Comparable one && left.getClass() == right.getClass()) {
            return one.compareTo(right);
        }
        throw new IllegalArgumentException("no such overload");
    }

    private static Object sum(List<?> list) {
        if (list.stream().anyMatch(Double.class::isInstance)) {
            return list.stream()
                    .mapToDouble(item -> ((Number) item).doubleValue())
                    .sum();
        }
        if (list.stream().anyMatch(Duration.class::isInstance)) {
            return list.stream().map(Duration.class::cast).reduce(Duration.ZERO, Duration::plus);
        }
        long sum = 0;
        for (Object item : list) {
            if (!(item instanceof Long number)) {
                throw new IllegalArgumentException("no such overload");
            }
            sum = Math.addExact(sum, number);
        }
        return sum;
    }
}
