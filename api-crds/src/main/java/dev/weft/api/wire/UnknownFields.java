// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one decoding that no record component stands for. Where they are, the parser cannot tell: for records Jackson collects
 * unknown fields in a buffer of their own. So paths come from comparing what was read with what was taken over.
 */
final class UnknownFields {

    /** The attribute of a decoding under which it collects. */
    static final String ATTRIBUTE = UnknownFields.class.getName();

    private final SortedMap<String, String> meantByName = new TreeMap<>();
    private boolean met;

    /** Notes that an unknown field was met and reads on. */
    static final class Collector extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                @Nullable JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            if (context.getAttribute(ATTRIBUTE) instanceof UnknownFields unknown) {
                Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
                unknown.note(name, known == null ? List.of() : known);
            }
            parser.skipChildren();
            return true;
        }
    }

    private void note(String name, Collection<Object> known) {
        met = true;
        String plain = plain(name);
        known.stream()
                .map(Object::toString)
                .filter(field -> isClose(plain, plain(field)))
                .sorted()
                .findFirst()
                .ifPresent(field -> meantByName.putIfAbsent(name, field));
    }

    boolean wereMet() {
        return met;
    }

    /** @param taken {@code tree} as far as {@code value} took it over */
    <T> Decoded.Value<T> beside(T value, JsonNode tree, JsonNode taken) {
        List<String> paths = new ArrayList<>();
        SortedMap<String, String> meant = new TreeMap<>();
        collect(tree, taken, "", paths, meant);
        return new Decoded.Value<>(value, paths, meant);
    }

    /** The fields of {@code tree} that are not in {@code taken}, in document order. */
    private void collect(
            JsonNode tree, JsonNode taken, String path, List<String> paths, SortedMap<String, String> meant) {
        for (int i = 0; i < tree.size() && tree.isArray(); i++) {
            collect(tree.path(i), taken.path(i), path + "[" + i + "]", paths, meant);
        }
        tree.properties().forEach(field -> {
            String name = field.getKey();
            String here = path.isEmpty() ? name : path + "." + name;
            if (taken.has(name)) {
                collect(field.getValue(), taken.path(name), here, paths, meant);
            } else if (!field.getValue().isNull()) {
                paths.add(here);
                if (meantByName.containsKey(name)) {
                    meant.put(here, meantByName.get(name));
                }
            }
        });
    }

    /** Case, dashes and underscores are what people mix up. */
    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Whether one is the other but for one or two characters. */
    private static boolean isClose(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        if (a.length() < 4 || a.length() > 60 || Math.abs(a.length() - b.length()) > 2) {
            return false;
        }
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()] <= 2;
    }
}
