// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import java.util.Map;
import java.util.TreeMap;

/** A Secret, or the place for one. */
public sealed interface Held {

    /** Nothing is there. */
    record Absent() implements Held {}

    /**
     * Something that this agent has not made, and so must not touch.
     *
     * @param why it is known for foreign, half a sentence
     */
    record Foreign(String why) implements Held {}

    /** One of ours. Not a record, which would print the key. */
    final class Ours implements Held {
        private final Map<String, byte[]> data;
        private final Map<String, String> annotations;

        public Ours(Map<String, byte[]> data, Map<String, String> annotations) {
            this.data = new TreeMap<>(data);
            this.annotations = new TreeMap<>(annotations);
        }

        Map<String, byte[]> data() {
            return data;
        }

        String annotation(String name) {
            return annotations.getOrDefault(name, "");
        }

        @Override
        public String toString() {
            return "Ours[" + data.keySet() + "]";
        }
    }

    /**
     * Tells ours from others'. A type never changes, so a Secret of another type cannot become ours either (D2).
     *
     * @param labels of the Secret
     * @param expected its type if it is ours
     */
    static Held of(
            AgentRules rules,
            Map<String, String> labels,
            String type,
            String expected,
            Map<String, byte[]> data,
            Map<String, String> annotations) {
        String owner = labels.getOrDefault(Marks.OWNER_LABEL, "");
        if (owner.isEmpty()) {
            return new Foreign("it has no label " + Marks.OWNER_LABEL);
        }
        if (!owner.equals(rules.namespace())) {
            return new Foreign("it belongs to the agent in namespace " + owner);
        }
        return type.equals(expected)
                ? new Ours(data, annotations)
                : new Foreign("it is of type " + type + " instead of " + expected);
    }
}
