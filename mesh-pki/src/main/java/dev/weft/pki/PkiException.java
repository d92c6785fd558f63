// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.util.Optional;

/**
 * Material that cannot be used as it is, or a signature that must not be made. Its message is for the user: where, what, and what to do.
 * It repeats nothing of what was read except names and times of certificates, which are public; so it has no cause either, as the
 * message of a cause might.
 */
public final class PkiException extends Exception {
    private final Defect defect;
    private final String problem;
    private final String entry;

    PkiException(Defect defect, String problem) {
        this(defect, problem, "");
    }

    private PkiException(Defect defect, String problem, String entry) {
        super((entry.isEmpty() ? "" : entry + ": ") + problem + "; " + defect.remedy());
        this.defect = defect;
        this.problem = problem;
        this.entry = entry;
    }

    /** The same about an entry of a Secret. */
    PkiException in(String name) {
        PkiException named = new PkiException(defect, problem, name);
        named.setStackTrace(getStackTrace());
        return named;
    }

    public Defect defect() {
        return defect;
    }

    /** What is wrong, without the remedy. */
    public String problem() {
        return problem;
    }

    /** The key of the Secret whose value is wrong, if it was read from one. */
    public Optional<String> entry() {
        return entry.isEmpty() ? Optional.empty() : Optional.of(entry);
    }
}
