// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

/** An answer that is not what the API promises: incomplete, or not an object. */
final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1;

    UndecodableException(String message) {
        super(message);
    }
}
