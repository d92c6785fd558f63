// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

/** Whether this process may write (I6). */
@FunctionalInterface
public interface Leadership {

    /** For a process that has no rival. */
    Leadership ALWAYS = () -> true;

    /** Asked right before each write; must answer at once. */
    boolean mayWrite();
}
