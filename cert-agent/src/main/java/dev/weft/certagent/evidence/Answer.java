// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.pki.Certificate;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** How somebody answered a TLS handshake. */
public sealed interface Answer {

    /**
     * With these certificates, its own first; at least one.
     *
     * @param trusted names of the authorities by which it would take a certificate of ours (RFC 8446, 4.2.4); empty where it asks for none
     */
    record Certificates(List<Certificate> chain, Set<X500Principal> trusted) implements Answer {
        public Certificates(List<Certificate> chain) {
            this(chain, Set.of());
        }

        public Certificates {
            chain = List.copyOf(chain);
            trusted = Set.copyOf(trusted);
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
