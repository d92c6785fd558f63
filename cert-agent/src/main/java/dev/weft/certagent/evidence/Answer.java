// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.pki.Certificate;
import java.util.List;

/** How somebody answered a TLS handshake. */
public sealed interface Answer {

    /** With these certificates, its own first; at least one. */
    record Certificates(List<Certificate> chain) implements Answer {
        public Certificates {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("an answer without certificates");
            }
        }
    }

    /**
     * With none.
     *
     * @param why for people; the same words for the same reason, as each change of them is a write
     */
    record Silent(String why) implements Answer {}
}
