// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.ObjectId;
import java.util.Comparator;

/**
 * The object that a finding is about.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record Subject(String apiVersion, String kind, String namespace, String name) implements Comparable<Subject> {

    private static final Comparator<Subject> ORDER = comparing(Subject::apiVersion)
            .thenComparing(Subject::kind)
            .thenComparing(Subject::namespace)
            .thenComparing(Subject::name);

    /** The object of that identity. */
    public static Subject of(ObjectId id, String apiVersion) {
        return new Subject(apiVersion, id.kind().kind(), id.namespace(), id.name());
    }

    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }

    /** {@code Kind namespace/name}, for messages. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
