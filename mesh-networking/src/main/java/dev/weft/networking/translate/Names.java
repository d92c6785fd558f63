// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.stream.Collectors.joining;

import java.util.Collection;

/** Lists of names in sentences. */
final class Names {

    private static final int MOST = 5;

    private Names() {}

    /** The first five, and how many others there are. */
    static String some(Collection<String> names) {
        String first = names.stream().limit(MOST).collect(joining(", "));
        return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
    }
}
