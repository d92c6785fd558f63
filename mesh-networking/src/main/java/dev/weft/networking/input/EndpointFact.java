// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Ready pods behind a Service that all listen at the same ports.
 *
 * @param pods in the order of discovery
 * @param ports where they listen for each port of the Service, TCP only
 */
public record EndpointFact(List<Pod> pods, List<Port> ports) {

    /**
     * A pod.
     *
     * @param address IP address
     * @param labels of its workload, and so of all its pods; empty when nobody knows them
     */
    public record Pod(String address, Labels labels) {}

    /** Labels that many pods share: one object for all of them, which is never copied. */
    public record Labels(SortedMap<String, String> values) {
        public Labels {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }

    /**
     * A port of the pods.
     *
     * @param name that of the Service's port, may be empty
     * @param number 1 to 65535
     */
    public record Port(String name, int number) {}

    public EndpointFact {
        pods = List.copyOf(pods);
        ports = List.copyOf(ports);
    }
}
