// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

/** Exit codes of all commands (interfaces.md). */
final class ExitCode {

    /** Everything is in order. */
    static final int OK = 0;

    /** A bug in Weft. */
    static final int BUG = 1;

    /** A cluster did not answer or refused, or a check has failed; the command says which and what to do. */
    static final int FAILED = 1;

    /** The command line or the folder cannot be used. */
    static final int UNUSABLE = 2;

    /** Some input is INVALID or FAILED, or does not decode; the others are translated. */
    static final int REJECTED = 3;

    /** Of plan: the change would have an effect. */
    static final int EFFECT = 10;

    /** Of plan: there is a risk of the level that was asked about. */
    static final int RISKY = 11;

    private ExitCode() {}
}
