// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the nullable collections of wire records into ones without holes. */
final class Wire {

    private static final int LONGEST_SHOWN = 80;

    private Wire() {}

    /** The list without its null elements; absent = empty. */
    static <T> List<T> list(@Nullable List<@Nullable T> wire) {
        List<T> values = new ArrayList<>();
        if (wire != null) {
            for (T value : wire) {
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** The map without null values; absent = empty. */
    static Map<String, String> map(@Nullable Map<String, @Nullable String> wire) {
        Map<String, String> values = new LinkedHashMap<>();
        if (wire != null) {
            wire.forEach((key, value) -> {
                if (value != null) {
                    values.put(key, value);
                }
            });
        }
        return values;
    }

    /**
     * Like {@link #list} for lists that restrict something: null elements are reported. Left out in silence they could leave an empty
     * list, which restricts nothing.
     */
    static <T> List<T> complete(@Nullable List<@Nullable T> wire, String field, Problems problems) {
        List<T> values = list(wire);
        if (wire != null && values.size() < wire.size()) {
            problems.add(field, "has an entry without a value; complete it or remove it");
        }
        return values;
    }

    /** Like {@link #complete}, reporting empty texts too, which no Istio field accepts and no name is. */
    static List<String> strings(@Nullable List<@Nullable String> wire, String field, Problems problems) {
        List<String> values = new ArrayList<>();
        for (String value : complete(wire, field, problems)) {
            if (value.isEmpty()) {
                problems.add(field, "has an empty entry");
            } else {
                values.add(value);
            }
        }
        return values;
    }

    /** Like {@link #map(Map)} for labels that restrict something: a label without a value is reported. */
    static Map<String, String> labels(@Nullable Map<String, @Nullable String> wire, String field, Problems problems) {
        Map<String, String> values = map(wire);
        if (wire != null && values.size() < wire.size()) {
            problems.add(field, "has a label without a value; write \"\" for the empty value");
        }
        return values;
    }

    /** For messages: a text of a user, not longer than a line and without line breaks. */
    static String shorten(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}", " ");
        return line.codePointCount(0, line.length()) <= LONGEST_SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
    }

    static String text(@Nullable String wire) {
        return wire == null ? "" : wire;
    }

    /** A complete reference; an incomplete one is reported with each missing part (BUG-3, E-17, C-4). */
    static Optional<DestinationRef> ref(@Nullable ClusterObjectRef wire, String field, Problems problems) {
        if (wire == null) {
            problems.add(field, "is an empty reference; name a service with name, namespace and clusterName");
            return Optional.empty();
        }
        return ref(wire.name(), wire.namespace(), wire.clusterName(), field, problems);
    }

    static Optional<DestinationRef> ref(
            @Nullable String name,
            @Nullable String namespace,
            @Nullable String cluster,
            String field,
            Problems problems) {
        List<String> missing = new ArrayList<>();
        if (text(name).isEmpty()) {
            missing.add("name");
        }
        if (text(namespace).isEmpty()) {
            missing.add("namespace");
        }
        if (text(cluster).isEmpty()) {
            missing.add("clusterName");
        }
        if (!missing.isEmpty()) {
            problems.add(
                    field,
                    "is an incomplete reference: " + String.join(", ", missing)
                            + " must be set (an omitted part is not a wildcard)");
            return Optional.empty();
        }
        return Optional.of(new DestinationRef(text(cluster), text(namespace), text(name)));
    }

    /** A complete reference to a mesh or other object of the management cluster; an incomplete one is reported. */
    static Optional<Ref> meshRef(ObjectRef wire, String field, Problems problems) {
        List<String> missing = new ArrayList<>();
        if (text(wire.name()).isEmpty()) {
            missing.add("name");
        }
        if (text(wire.namespace()).isEmpty()) {
            missing.add("namespace");
        }
        if (!missing.isEmpty()) {
            problems.add(field, "is an incomplete reference: " + String.join(", ", missing) + " must be set");
            return Optional.empty();
        }
        return Optional.of(new Ref(text(wire.namespace()), text(wire.name())));
    }

    /** The complete references of a list; incomplete ones are reported. */
    static List<MeshRef> meshRefs(@Nullable List<@Nullable ObjectRef> wire, String field, Problems brokenRefs) {
        List<MeshRef> refs = new ArrayList<>();
        int index = 0;
        for (ObjectRef ref : complete(wire, field, brokenRefs)) {
            String at = field + "[" + index++ + "]";
            meshRef(ref, at, brokenRefs).ifPresent(mesh -> refs.add(new MeshRef(mesh, at)));
        }
        return refs;
    }

    /** Each mesh where it is named first; that it is named again is noted (G9, G11). */
    static List<MeshRef> distinct(List<MeshRef> refs, Problems problems) {
        List<MeshRef> distinct = new ArrayList<>();
        Set<Ref> seen = new HashSet<>();
        for (MeshRef ref : refs) {
            if (seen.add(ref.mesh())) {
                distinct.add(ref);
            } else {
                problems.note(ref.field(), "names Mesh " + ref.mesh() + " again; it counts once");
            }
        }
        return distinct;
    }
}
