// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.status.Cause;
import java.math.BigDecimal;
import java.util.List;

/** Bounds of numbers. */
final class NumberLimits {
    private NumberLimits() {}

    static void check(Limits limits, JsonNode value, String path, List<Cause> causes) {
        double number = value.doubleValue();
        Double least = limits.minimum();
        if (least != null && (limits.exclusiveMinimum() ? number <= least : number < least)) {
            String than = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
            causes.add(Cause.invalid(path, value, path + " in body should be " + than + plain(least)));
        }
        Double most = limits.maximum();
        if (most != null && (limits.exclusiveMaximum() ? number >= most : number > most)) {
            String than = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
            causes.add(Cause.invalid(path, value, path + " in body should be " + than + plain(most)));
        }
        Double step = limits.multipleOf();
        if (step != null
                && BigDecimal.valueOf(number)
                                .remainder(BigDecimal.valueOf(step))
                                .signum()
                        != 0) {
            causes.add(Cause.invalid(path, value, path + " in body should be a multiple of " + plain(step)));
        }
        boolean small = value.isIntegralNumber() && value.canConvertToInt();
        if (limits.format().equals("int32") && !small) {
            causes.add(Cause.invalid(path, value, path + " in body must be of type int32: \"" + value + "\""));
        }
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
