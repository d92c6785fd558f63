// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A service behind a FailoverService, as the callers of one mesh reach it.
 *
 * @param endpoints where; empty only while no pod is ready
 * @param gatewayOf the cluster whose gateway that is; empty where it is none
 */
public record FailoverTier(List<Endpoint> endpoints, Kind kind, String gatewayOf) {

    /** What answers there. */
    public enum Kind {
        /** The Service itself, on the cluster of the callers. */
        SERVICE,
        /** A gateway of a cluster, which passes calls on by the name they ask for. */
        GATEWAY,
        /** Pods, on a network that all share. */
        PODS
    }

    /**
     * @param address IP address or DNS name
     * @param port 1 to 65535
     * @param labels of a pod; empty for everything else
     */
    public record Endpoint(String address, int port, SortedMap<String, String> labels) {
        public Endpoint {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        /** Whether DNS finds it. */
        public boolean isByName() {
            return EntryResolution.isName(address);
        }

        /** One that is no pod. */
        public static Endpoint of(String address, int port) {
            return new Endpoint(address, port, new TreeMap<>());
        }
    }

    public FailoverTier {
        endpoints = List.copyOf(endpoints);
    }

    public boolean isGateway() {
        return kind == Kind.GATEWAY;
    }
}
