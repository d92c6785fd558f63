// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads label selectors: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}. */
final class LabelSelector {
    private final List<String> tokens;
    private int next;

    private LabelSelector(List<String> tokens) {
        this.tokens = tokens;
    }

    /** @throws Refusal 400 when it is not a selector */
    static Predicate<Map<String, String>> parse(String text) {
        Predicate<Map<String, String>> result = labels -> true;
        if (text.isBlank()) {
            return result;
        }
        LabelSelector parser = new LabelSelector(tokens(text));
        while (true) {
            result = result.and(parser.requirement());
            if (parser.next == parser.tokens.size()) {
                return result;
            }
            parser.expect(",");
        }
    }

    private static List<String> tokens(String text) {
        List<String> result = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if ("(),=!<>".indexOf(c) >= 0) {
                boolean two = i + 1 < text.length() && text.charAt(i + 1) == '=' && (c == '=' || c == '!');
                result.add(text.substring(i, i + (two ? 2 : 1)));
                i += two ? 2 : 1;
            } else {
                int start = i;
                while (i < text.length()
                        && !Character.isWhitespace(text.charAt(i))
                        && "(),=!<>".indexOf(text.charAt(i)) < 0) {
                    i++;
                }
                result.add(text.substring(start, i));
            }
        }
        return result;
    }

    private Predicate<Map<String, String>> requirement() {
        if (peek().equals("!")) {
            next++;
            String absent = word();
            return labels -> !labels.containsKey(absent);
        }
        String key = word();
        String operator = peek();
        switch (operator) {
            case "=", "==" -> {
                next++;
                String value = value();
                return labels -> value.equals(labels.get(key));
            }
            case "!=" -> {
                next++;
                String value = value();
                return labels -> !value.equals(labels.get(key));
            }
            case "in" -> {
                next++;
                Set<String> values = values();
                return labels -> labels.containsKey(key) && values.contains(labels.get(key));
            }
            case "notin" -> {
                next++;
                Set<String> values = values();
                return labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
            }
            case ">", "<" -> {
                next++;
                return compared(key, operator, value());
            }
            case ",", "" -> {
                return labels -> labels.containsKey(key);
            }
            default -> throw unexpected("in, notin, =, ==, !=, gt, lt");
        }
    }

    private static Predicate<Map<String, String>> compared(String key, String operator, String value) {
        try {
            long bound = Long.parseLong(value);
            return labels -> {
                String label = labels.getOrDefault(key, "");
                return label.matches("-?\\d{1,18}")
                        && (operator.equals(">") ? Long.parseLong(label) > bound : Long.parseLong(label) < bound);
            };
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("unable to parse requirement: values[0][" + key + "]: Invalid value: \"" + value
                    + "\": for 'Gt', 'Lt' operators, the value must be an integer");
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String word() {
        String token = peek();
        if (token.isEmpty() || "(),=!<>====!=".contains(token)) {
            throw unexpected("identifier");
        }
        next++;
        if (!Names.isQualified(token)) {
            throw Refusal.badRequest(
                    "unable to parse requirement: key: Invalid value: \"" + token + "\": " + Names.QUALIFIED);
        }
        return token;
    }

    private String value() {
        String token = peek();
        if (token.equals(",") || token.isEmpty()) {
            return "";
        }
        if ("(),=!<>====!=".contains(token)) {
            throw unexpected("identifier");
        }
        next++;
        if (!Names.isLabelValue(token)) {
            throw Refusal.badRequest(
                    "unable to parse requirement: values[0]: Invalid value: \"" + token + "\": " + Names.LABEL_VALUE);
        }
        return token;
    }

    private Set<String> values() {
        expect("(");
        Set<String> values = new TreeSet<>();
        values.add(value());
        while (peek().equals(",")) {
            next++;
            values.add(value());
        }
        expect(")");
        return values;
    }

    private void expect(String token) {
        if (!peek().equals(token)) {
            throw Refusal.badRequest("unable to parse requirement: found '" + peek() + "' expected: '" + token + "'");
        }
        next++;
    }

    private Refusal unexpected(String expected) {
        return Refusal.badRequest("unable to parse requirement: found '" + peek() + "', expected: " + expected);
    }
}
