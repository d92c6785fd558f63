// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.weft.sandbox.cel.CelFunction.Argument;
import java.math.BigDecimal;
import java.util.List;

/** Quantities ({@code 100Mi}). */
final class QuantityFunctions {
    private static final OpaqueType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    private static final Argument TEXT = new Argument(SimpleType.STRING, String.class);
    private static final Argument SELF = new Argument(QUANTITY, Quantity.class);
    private static final Argument NUMBER = new Argument(SimpleType.INT, Long.class);

    private QuantityFunctions() {}

    static List<CelFunction> all() {
        return List.of(
                CelFunction.global(
                        "isQuantity", SimpleType.BOOL, List.of(TEXT), given -> Quantity.isQuantity((String) given[0])),
                CelFunction.global("quantity", QUANTITY, List.of(TEXT), given -> Quantity.parse((String) given[0])),
                CelFunction.global("sign", SimpleType.INT, List.of(SELF), given ->
                        (long) value(given[0]).signum()),
                own("isInteger", SimpleType.BOOL, QuantityFunctions::isInteger),
                own("asInteger", SimpleType.INT, QuantityFunctions::asInteger),
                own("asApproximateFloat", SimpleType.DOUBLE, BigDecimal::doubleValue),
                pair("add", QUANTITY, (left, right) -> new Quantity(left.add(right))),
                pair("sub", QUANTITY, (left, right) -> new Quantity(left.subtract(right))),
                withNumber("add", (left, right) -> new Quantity(left.add(right))),
                withNumber("sub", (left, right) -> new Quantity(left.subtract(right))),
                pair("isLessThan", SimpleType.BOOL, (left, right) -> left.compareTo(right) < 0),
                pair("isGreaterThan", SimpleType.BOOL, (left, right) -> left.compareTo(right) > 0),
                pair("compareTo", SimpleType.INT, (left, right) -> (long) left.compareTo(right)));
    }

    private interface One {
        Object of(BigDecimal value);
    }

    private interface Two {
        Object of(BigDecimal left, BigDecimal right);
    }

    private static CelFunction own(String name, CelType result, One body) {
        return CelFunction.method(name, result, List.of(SELF), given -> body.of(value(given[0])));
    }

    private static CelFunction pair(String name, CelType result, Two body) {
        return CelFunction.method(
                name, result, List.of(SELF, SELF), given -> body.of(value(given[0]), value(given[1])));
    }

    private static CelFunction withNumber(String name, Two body) {
        return CelFunction.method(
                name,
                QUANTITY,
                List.of(SELF, NUMBER),
                given -> body.of(value(given[0]), BigDecimal.valueOf((Long) given[1])));
    }

    private static BigDecimal value(Object quantity) {
        return ((Quantity) quantity).value();
    }

    private static boolean isInteger(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0
                && value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private static long asInteger(BigDecimal value) {
        if (!isInteger(value)) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return value.longValueExact();
    }
}
