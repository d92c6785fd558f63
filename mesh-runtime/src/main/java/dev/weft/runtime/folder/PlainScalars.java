// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an unquoted YAML scalar means to kubectl and every other Kubernetes tool (sigs.k8s.io/yaml, goyaml.v2/resolve.go): YAML 1.1
 * booleans, octal with and without {@code o}, digits grouped by underscores; no sexagesimal numbers, and times stay text. Two
 * differences: single letters {@code y} and {@code n} are text, as nearly every other reader and writer has it, and numbers of any
 * length are exact.
 */
final class PlainScalars {

    private static final JsonNodeFactory NODES = new JsonNodeFactory(true);
    private static final int LONGEST_NUMBER = 400;
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,9})?");
    /** Below this a whole decimal is written without exponent by Go, so a Kubernetes API server takes it for an integer. */
    private static final BigDecimal WHOLE = new BigDecimal("1e21");

    private PlainScalars() {}

    static JsonNode resolve(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NODES.nullNode();
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> NODES.booleanNode(true);
            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> NODES.booleanNode(false);
            default -> isNumeric(text.charAt(0)) ? numberOrText(text) : NODES.textNode(text);
        };
    }

    private static boolean isNumeric(char first) {
        return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
    }

    private static JsonNode numberOrText(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return NODES.textNode(text);
        }
        String plain = text.charAt(0) == '.' ? text : text.replace("_", "");
        if (INTEGER.matcher(plain).matches()) {
            return integer(parse(plain.toLowerCase(Locale.ROOT)));
        }
        if (DECIMAL.matcher(plain).matches()) {
            return decimal(new BigDecimal(plain)).orElse(NODES.textNode(text));
        }
        return NODES.textNode(text);
    }

    private static BigInteger parse(String literal) {
        boolean negative = literal.startsWith("-");
        String digits = negative || literal.startsWith("+") ? literal.substring(1) : literal;
        BigInteger value;
        if (digits.startsWith("0x")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0b")) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0o")) {
            value = new BigInteger(digits.substring(2), 8);
        } else {
            value = new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
        }
        return negative ? value.negate() : value;
    }

    /** The smallest node that holds {@code value}. */
    static JsonNode integer(BigInteger value) {
        if (value.bitLength() < 32) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < 64 ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    /** A number as Kubernetes sees it: whole ones are integers; empty when it is beyond what a double can hold. */
    static Optional<JsonNode> decimal(BigDecimal value) {
        long magnitude = (long) value.precision() - value.scale();
        if (value.signum() == 0 || magnitude < -LONGEST_NUMBER) {
            return Optional.of(NODES.numberNode(0));
        }
        if (magnitude > LONGEST_NUMBER || Double.isInfinite(value.doubleValue())) {
            return Optional.empty();
        }
        boolean whole =
                value.abs().compareTo(WHOLE) < 0 && value.stripTrailingZeros().scale() <= 0;
        return Optional.of(whole ? integer(value.toBigIntegerExact()) : NODES.numberNode(value));
    }
}
