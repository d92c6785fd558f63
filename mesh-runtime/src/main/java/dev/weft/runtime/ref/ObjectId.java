// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * The identity of one Kubernetes object in one cluster.
 *
 * @param cluster registered cluster name, or {@link #MANAGEMENT}
 * @param kind group and kind
 * @param namespace namespace, empty for cluster-scoped objects
 * @param name object name
 */
public record ObjectId(String cluster, GroupKind kind, String namespace, String name) implements Comparable<ObjectId> {

    /** The cluster name that stands for the management cluster. */
    public static final String MANAGEMENT = "";

    private static final Comparator<ObjectId> ORDER = comparing(ObjectId::cluster)
            .thenComparing(ObjectId::kind)
            .thenComparing(ObjectId::namespace)
            .thenComparing(ObjectId::name);

    /** For messages: {@code KIND NAMESPACE/NAME}, or {@code KIND NAME} of what has no namespace. The cluster is not in it. */
    public String words() {
        return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    @Override
    public int compareTo(ObjectId other) {
        return ORDER.compare(this, other);
    }
}
