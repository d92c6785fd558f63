// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import java.util.List;

/**
 * What one check came to.
 *
 * @param category heading that it stands under
 * @param title what holds when there are no errors
 * @param errors a line each
 * @param hint what to do about them; empty when there are none
 * @param notes what could not be found out, and is no error
 */
public record Outcome(String category, String title, List<String> errors, String hint, List<String> notes) {

    public Outcome {
        errors = List.copyOf(errors);
        notes = List.copyOf(notes);
    }

    Outcome(String category, String title, List<String> errors, String hint) {
        this(category, title, errors, hint, List.of());
    }

    Outcome noting(List<String> further) {
        return new Outcome(category, title, errors, hint, further);
    }

    public boolean passed() {
        return errors.isEmpty();
    }
}
