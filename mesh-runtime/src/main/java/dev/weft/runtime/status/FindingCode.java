// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

/**
 * A stable code of the finding catalogue. Each room has one enum of these; the reference page {@code docs/reference/findings.md} is
 * generated from all of them, so a code that users can meet is always documented.
 */
public interface FindingCode {

    /** The code itself, in CamelCase. */
    String code();

    /** The severity that findings of this code have. */
    Severity severity();

    /** One sentence: when this is reported. */
    String meaning();

    /** One sentence in the imperative: what the reader can do about it. */
    String remedy();
}
