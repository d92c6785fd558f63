// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number with a suffix, by its value: {@code 1Ki} and {@code 1024} are equal. */
record Quantity(BigDecimal value) {
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([eE][-+]?\\d{1,3})|([numkMGTPE]|[KMGTPE]i))?");
    private static final Map<String, Integer> TENS =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

    Quantity {
        value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    static boolean isQuantity(String text) {
        return FORM.matcher(text).matches();
    }

    static Quantity parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        String exponent = form.group(2) == null ? "" : form.group(2);
        BigDecimal number = new BigDecimal(form.group(1) + exponent);
        String suffix = form.group(3) == null ? "" : form.group(3);
        if (suffix.endsWith("i")) {
            return new Quantity(number.multiply(BigDecimal.valueOf(1024).pow("KMGTPE".indexOf(suffix.charAt(0)) + 1)));
        }
        return new Quantity(number.scaleByPowerOfTen(TENS.getOrDefault(suffix, 0)));
    }
}
