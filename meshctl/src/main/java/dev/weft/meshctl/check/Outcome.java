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
 */
public record Outcome(String category, String title, List<String> errors, String hint) {

    public Outcome {
        errors = List.copyOf(errors);
    }

    public boolean passed() {
        return errors.isEmpty();
    }
}
