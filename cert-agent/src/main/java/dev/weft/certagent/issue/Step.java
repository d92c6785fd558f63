// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.pki.SigningKey;

/** The next thing to do. */
public sealed interface Step {

    /** A write; look again after it. */
    sealed interface Act extends Step {}

    /** Make a key and keep it in the Secret for it; a Secret of ours without a usable key is replaced. */
    record MakeKey() implements Act {}

    /** Make a request by this key. */
    record Ask(SigningKey key) implements Act {}

    /** Delete the request. */
    record DropRequest() implements Act {}

    /** Delete the Secret of the key. */
    record DropKey() implements Act {}

    /** Keep a copy of the {@code cacerts} that somebody else has made and that is about to be replaced. */
    record BackUp() implements Act {}

    /** Write {@code cacerts}, whole, over what is there. */
    record Store(Stored next) implements Act {}

    /** Write the roots and the marks of {@code cacerts}, which makes it ours; key, certificate and chain stay, byte for byte. */
    record Amend(Stored next) implements Act {}

    /** Nothing; {@code cacerts} is as wanted, and nothing is left over. */
    record InPlace(Stored stored) implements Step {}

    /** Nothing until something changes, or its time has come. */
    record Rest(Standing standing) implements Step {}

    /** Nothing, ever: another component takes care of it. */
    record NotOurs() implements Step {}
}
