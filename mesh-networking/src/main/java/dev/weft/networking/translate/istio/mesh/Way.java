// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.GatewayFact;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How callers of other clusters come to the pods of a service. */
public sealed interface Way {

    /**
     * Through a gateway of its cluster, which knows the service by the name in the handshake.
     *
     * @param addresses never empty
     * @param ours our Gateway that lets its name pass; empty where a user's does
     */
    record ThroughGateway(List<GatewayFact.Address> addresses, Optional<ObjectId> ours) implements Way {
        public ThroughGateway {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Straight, on a network that all pods share.
     *
     * @param pods those that are ready, each once; empty while none is
     */
    record Straight(List<Pod> pods) implements Way {
        public Straight {
            pods = List.copyOf(pods);
        }

        /** Whether any pod can be chosen by its labels; yes while there is none. */
        public boolean areLabelsKnown() {
            return pods.isEmpty() || pods.stream().anyMatch(pod -> !pod.labels().isEmpty());
        }
    }

    /** Nobody knows now. What callers have stays as it is. */
    record Unknown() implements Way {}

    /**
     * A pod that is called without a gateway.
     *
     * @param address IP address
     * @param ports where it listens, by port of its Service
     * @param labels by which subsets are told apart
     */
    record Pod(String address, SortedMap<Integer, Integer> ports, SortedMap<String, String> labels) {
        public Pod {
            ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }
    }
}
