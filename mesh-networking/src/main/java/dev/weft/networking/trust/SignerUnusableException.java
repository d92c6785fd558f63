// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

/** Nobody can sign with it as it is. The message is for users and holds nothing secret. */
final class SignerUnusableException extends Exception {

    private static final long serialVersionUID = 1;

    private final String why;

    SignerUnusableException(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
