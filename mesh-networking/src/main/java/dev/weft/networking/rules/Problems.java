// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong ({@link Problem}) and what is merely odd (a note) while a policy is read. */
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();

    public void add(String field, String message) {
        problems.add(new Problem(field, message));
    }

    /** Something accepted that the author should know about; becomes a warning. */
    public void note(String field, String message) {
        notes.add(new Problem(field, message));
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** In the order in which they were met. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** In the order in which they were met. */
    public List<Problem> notes() {
        return List.copyOf(notes);
    }
}
