// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.ObjectId;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something about a change that deserves a second look.
 *
 * @param object the output or policy that it is about; empty when it is about the change as a whole
 * @param message why; what cannot be ruled out is said as such
 */
public record Risk(Level level, Code code, Optional<ObjectId> object, String message) implements Comparable<Risk> {

    private static final Comparator<Risk> ORDER = comparing(Risk::level)
            .reversed()
            .thenComparing(Risk::code)
            .thenComparing(risk -> risk.object().map(ObjectId::toString).orElse(""))
            .thenComparing(Risk::message);

    /** Mildest first. */
    public enum Level {
        LOW,
        MEDIUM,
        HIGH
    }

    /** Stable names for scripts. */
    public enum Code {
        /** Requests may be allowed that are refused now. */
        ACCESS_WIDENED("AccessWidened"),
        /** Requests may be refused that are allowed now. */
        ACCESS_NARROWED("AccessNarrowed"),
        /** Connections may be less protected than now. */
        MTLS_LOWERED("MtlsLowered"),
        /** Objects are deleted. */
        DELETES("Deletes"),
        /** More than a tenth of all objects would be written. */
        MANY_OBJECTS("ManyObjects"),
        /** A policy would not, or no longer, be in effect. */
        POLICY_REJECTED("PolicyRejected");

        private final String wire;

        Code(String wire) {
            this.wire = wire;
        }

        /** As in JSON and text. */
        public String wire() {
            return wire;
        }
    }

    @Override
    public int compareTo(Risk other) {
        return ORDER.compare(this, other);
    }
}
