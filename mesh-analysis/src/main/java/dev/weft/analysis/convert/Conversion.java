// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What became of one object. */
public sealed interface Conversion {

    /**
     * It has the other form now.
     *
     * @param notes what is not as it was; empty when the two mean the same
     */
    record Converted(ObjectNode object, List<Note> notes) implements Conversion {
        public Converted {
            notes = List.copyOf(notes);
        }
    }

    /** It has that form already, or has nothing to do with either: it is passed on as it is. */
    record Untouched(ObjectNode object) implements Conversion {}

    /**
     * It cannot be said in the other form without meaning something else.
     *
     * @param notes at least one of weight REFUSED
     */
    record Refused(List<Note> notes) implements Conversion {
        public Refused {
            notes = List.copyOf(notes);
        }
    }
}
