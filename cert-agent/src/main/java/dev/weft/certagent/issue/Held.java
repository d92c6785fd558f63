// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Secret, or the place for one. */
public sealed interface Held {

    /** Nothing is there. */
    record Absent() implements Held {}

    /**
     * Something that this agent has not made, and so must not touch, unless it is told to.
     *
     * @param why it is known for foreign, half a sentence
     * @param root fingerprint of the first root in it; empty for none, and where another agent has made it
     * @param type of the Secret; empty where another agent has made it
     * @param caCerts what istiod signs with, where that can be used as it is
     * @param problem why it cannot, without anything of a key
     * @param immutable whether a server refuses to change it
     */
    record Foreign(String why, String root, String type, Optional<CaCerts> caCerts, String problem, boolean immutable)
            implements Held {
        Foreign(String why) {
            this(why, "", "", Optional.empty(), why, false);
        }

        /** The same, which a server refuses to change. */
        public Foreign madeImmutable() {
            return new Foreign(why, root, type, caCerts, problem, true);
        }

        static Foreign holding(Map<String, byte[]> data, String why, String type) {
            String root = CaCerts.firstRoot(data).map(Certificate::sha256).orElse("");
            try {
                return new Foreign(why, root, type, Optional.of(CaCerts.read(data)), "", false);
            } catch (PkiException e) {
                return new Foreign(why, root, type, Optional.empty(), String.valueOf(e.getMessage()), false);
            }
        }
    }

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
     * Tells ours from others'. A type never changes, so a Secret of another type cannot become ours either (D2), unless it was taken over,
     * which is written on it.
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
            return Foreign.holding(data, "it has no label " + Marks.OWNER_LABEL, type);
        }
        if (!owner.equals(rules.namespace())) {
            return new Foreign("it belongs to the agent in namespace " + owner);
        }
        boolean takenOver = type.equals(Marks.OPAQUE)
                && expected.equals(Marks.ISSUED_TYPE)
                && annotations.containsKey(Marks.TAKEN_OVER);
        return type.equals(expected) || takenOver
                ? new Ours(data, annotations)
                : new Foreign("it is of type " + type + " instead of " + expected);
    }
}
