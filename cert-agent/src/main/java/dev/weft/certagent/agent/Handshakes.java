// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.evidence.Answer;
import java.util.List;
import java.util.SortedMap;

/** Asks who listens somewhere for its certificates. Nothing is said beyond a TLS handshake, and nobody is believed. */
public interface Handshakes {

    /**
     * Whom to ask.
     *
     * @param name by which the answer is known
     * @param address of the host, as numbers
     * @param ports tried in their order until one answers
     * @param protocol offered by ALPN
     */
    record Call(String name, String address, List<Integer> ports, String protocol) {
        public Call {
            ports = List.copyOf(ports);
        }
    }

    /** Asks all at once; takes a few seconds at most. One answer for each call. */
    SortedMap<String, Answer> of(List<Call> calls);
}
