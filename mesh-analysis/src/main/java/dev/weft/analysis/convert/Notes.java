// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import java.util.ArrayList;
import java.util.List;

/** Collects the notes of one object, in the order of its fields. */
final class Notes {

    private final List<Note> notes = new ArrayList<>();

    void changed(String field, String message) {
        notes.add(new Note(Note.Weight.CHANGED, field, message));
    }

    void lost(String field, String message) {
        notes.add(new Note(Note.Weight.LOST, field, message));
    }

    void refused(String field, String message) {
        notes.add(new Note(Note.Weight.REFUSED, field, message));
    }

    boolean refuse() {
        return notes.stream().anyMatch(note -> note.weight() == Note.Weight.REFUSED);
    }

    List<Note> all() {
        return List.copyOf(notes);
    }
}
