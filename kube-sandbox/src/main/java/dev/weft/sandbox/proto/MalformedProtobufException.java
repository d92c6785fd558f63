// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.proto;

/** A body is not what its content type says. */
public final class MalformedProtobufException extends RuntimeException {
    MalformedProtobufException(String message) {
        super(message, null, false, false);
    }
}
