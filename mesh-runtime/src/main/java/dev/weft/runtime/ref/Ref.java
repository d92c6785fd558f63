// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

/**
 * An object of the management cluster whose kind is known from the context (a Mesh, a policy).
 *
 * <p>Ordered by {@link #key()}, the order that the API's "smallest key wins" rules speak of.
 */
public record Ref(String namespace, String name) implements Comparable<Ref> {

    /** {@code name.namespace.}, as it appears in status maps; the trailing dot stands for "no cluster". */
    public String key() {
        return name + "." + namespace + ".";
    }

    @Override
    public int compareTo(Ref other) {
        if (!name.equals(other.name)) {
            boolean prefix =
                    name.length() < other.name.length() ? other.name.startsWith(name) : name.startsWith(other.name);
            if (!prefix) {
                // What is behind the names does not matter, and strings are compared faster than characters.
                return name.compareTo(other.name);
            }
        }
        int mine = keyLength();
        int theirs = other.keyLength();
        for (int i = Math.min(name.length(), other.name.length()); i < Math.min(mine, theirs); i++) {
            int difference = Character.compare(keyCharAt(i), other.keyCharAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(mine, theirs);
    }

    private int keyLength() {
        return name.length() + namespace.length() + 2;
    }

    /** The i-th character of {@link #key()}, which sorting must not build each time it compares. */
    private char keyCharAt(int i) {
        if (i < name.length()) {
            return name.charAt(i);
        }
        int rest = i - name.length() - 1;
        return rest >= 0 && rest < namespace.length() ? namespace.charAt(rest) : '.';
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
