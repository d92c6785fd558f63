// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.security.KeyPair;
import org.jspecify.annotations.Nullable;

/** The key that signs tokens of service accounts: EC P-256, made when it is first needed, as many servers never need it. */
public final class TokenKey {
    private @Nullable KeyPair pair;

    /** A key that is not made yet. */
    public TokenKey() {}

    TokenKey(KeyPair pair) {
        this.pair = pair;
    }

    synchronized KeyPair pair() {
        KeyPair known = pair;
        if (known == null) {
            known = Certificates.ellipticKeyPair();
            pair = known;
        }
        return known;
    }
}
