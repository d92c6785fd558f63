// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Map;
import java.util.TreeMap;

/**
 * A pod.
 *
 * @param name {@code NAMESPACE/NAME}
 * @param account name of its service account
 * @param ip in the network of its cluster; may be empty where nothing is sent to it
 * @param sidecar whether it has a proxy, and so a certificate
 * @param ready whether Services send to it
 */
public record Pod(String name, Map<String, String> labels, String account, String ip, boolean sidecar, boolean ready) {

    public Pod {
        labels = Map.copyOf(new TreeMap<>(labels));
        if (!name.contains("/")) {
            throw new IllegalArgumentException("pod " + name + " has no namespace");
        }
    }

    /** A ready pod with a sidecar. */
    public static Pod of(String name, Map<String, String> labels, String account, String ip) {
        return new Pod(name, labels, account, ip, true, true);
    }

    /** The same without a proxy. */
    public Pod withoutSidecar() {
        return new Pod(name, labels, account, ip, false, ready);
    }

    /** The same, but no Service sends to it. */
    public Pod notReady() {
        return new Pod(name, labels, account, ip, sidecar, false);
    }

    String namespace() {
        return name.substring(0, name.indexOf('/'));
    }

    boolean hasAll(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
