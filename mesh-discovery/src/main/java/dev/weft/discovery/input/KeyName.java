// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

/**
 * The name of an object in its namespace; ordered as the keys {@code name.namespace.cluster} of such objects are, in which a dot follows
 * the name.
 */
public record KeyName(String name) implements Comparable<KeyName> {

    @Override
    public int compareTo(KeyName other) {
        String theirs = other.name;
        int common = Math.min(name.length(), theirs.length());
        for (int i = 0; i < common; i++) {
            if (name.charAt(i) != theirs.charAt(i)) {
                return Character.compare(name.charAt(i), theirs.charAt(i));
            }
        }
        if (name.length() == theirs.length()) {
            return 0;
        }
        return name.length() == common
                ? Character.compare('.', theirs.charAt(common))
                : Character.compare(name.charAt(common), '.');
    }
}
