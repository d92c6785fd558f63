// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One desired output as bytes. Typed objects are built and die inside the unit that made it; from here on equality is the hash.
 *
 * @param id where it goes
 * @param apiVersion the served version it is written in
 * @param json canonical JSON of the whole object: keys sorted, metadata reduced to name, namespace, labels, annotations; must not be
 *     changed
 * @param hash lower-case hex SHA-256 of {@code json}
 * @param parents why it exists, ordered
 * @param referents outputs that must be in effect before this one is (house rule I3), ordered
 */
public record Rendered(
        ObjectId id, String apiVersion, byte[] json, String hash, List<Parent> parents, List<ObjectId> referents)
        implements Comparable<Rendered> {

    public Rendered {
        parents = List.copyOf(parents);
        referents = List.copyOf(referents);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Rendered that
                        && hash.equals(that.hash)
                        && id.equals(that.id)
                        && parents.equals(that.parents)
                        && referents.equals(that.referents));
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public int compareTo(Rendered other) {
        return id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return "Rendered[" + id + " " + hash + "]";
    }
}
