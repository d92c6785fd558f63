// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One desired output as bytes. Typed objects are built and die inside the unit that made it; from here on equality is the hash. An output
 * may be drawn when somebody looks at it for the first time, by a pure function; nobody can tell that from outside.
 */
public final class Rendered implements Comparable<Rendered> {

    private record Content(
            String apiVersion, byte[] json, String hash, List<Parent> parents, List<ObjectId> referents) {}

    private final ObjectId id;

    /** A {@link Content}, or before it was looked at the function that makes it. Two threads that look at once make the same. */
    private Object content;

    /**
     * @param id where it goes
     * @param apiVersion the served version it is written in
     * @param json canonical JSON of the whole object: keys sorted, metadata reduced to name, namespace, labels, annotations; must not be
     *     changed
     * @param hash lower-case hex SHA-256 of {@code json}
     * @param parents why it exists, ordered
     * @param referents outputs that must be in effect before this one is (house rule I3), ordered
     */
    public Rendered(
            ObjectId id, String apiVersion, byte[] json, String hash, List<Parent> parents, List<ObjectId> referents) {
        this.id = id;
        this.content = new Content(apiVersion, json, hash, List.copyOf(parents), List.copyOf(referents));
    }

    private Rendered(ObjectId id, Supplier<Rendered> drawing) {
        this.id = id;
        this.content = drawing;
    }

    /**
     * An output that is drawn when somebody looks at more than its id.
     *
     * @param drawing pure; what it makes has the same id
     */
    public static Rendered whenAsked(ObjectId id, Supplier<Rendered> drawing) {
        return new Rendered(id, drawing);
    }

    private Content content() {
        Object known = content;
        if (known instanceof Content drawn) {
            return drawn;
        }
        @SuppressWarnings("unchecked") // there is nothing else that it can be
        Content drawn = ((Supplier<Rendered>) known).get().content();
        content = drawn;
        return drawn;
    }

    /** Where it goes. */
    public ObjectId id() {
        return id;
    }

    /** The served version it is written in. */
    public String apiVersion() {
        return content().apiVersion();
    }

    /**
     * Canonical JSON of the whole object: keys sorted, metadata reduced to name, namespace, labels, annotations; must not be changed.
     */
    public byte[] json() {
        return content().json();
    }

    /** Lower-case hex SHA-256 of {@link #json}. */
    public String hash() {
        return content().hash();
    }

    /** Why it exists, ordered. */
    public List<Parent> parents() {
        return content().parents();
    }

    /** Outputs that must be in effect before this one is (house rule I3), ordered. */
    public List<ObjectId> referents() {
        return content().referents();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Rendered that
                        && id.equals(that.id)
                        && hash().equals(that.hash())
                        && parents().equals(that.parents())
                        && referents().equals(that.referents()));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public int compareTo(Rendered other) {
        return id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return "Rendered[" + id + " " + hash() + "]";
    }
}
