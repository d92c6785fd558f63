// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * A Kubernetes kind without its version, for example {@code apps/Deployment}; two versions of a kind name the same object.
 *
 * @param group API group, empty for the core group
 * @param kind kind in CamelCase
 */
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {

    private static final Comparator<GroupKind> ORDER =
            comparing(GroupKind::group).thenComparing(GroupKind::kind);

    /** The group-kind of an {@code apiVersion} such as {@code v1} or {@code apps/v1}. */
    public static GroupKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return new GroupKind(slash < 0 ? "" : apiVersion.substring(0, slash), kind);
    }

    @Override
    public int compareTo(GroupKind other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
