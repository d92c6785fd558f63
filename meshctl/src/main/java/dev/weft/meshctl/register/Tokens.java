// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

/** The tokens of both accounts. */
record Tokens(String writer, String reader) {

    @Override
    public String toString() {
        return "Tokens";
    }
}
