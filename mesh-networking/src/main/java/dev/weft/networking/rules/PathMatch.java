// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Set;

/** How a request's path is matched. */
public sealed interface PathMatch {

    /** Whether this certainly is no condition: every path begins with a slash. */
    boolean isEveryPath();

    record Any() implements PathMatch {
        @Override
        public boolean isEveryPath() {
            return true;
        }
    }

    record Exact(String value) implements PathMatch {
        @Override
        public boolean isEveryPath() {
            return false;
        }
    }

    /** @param value not empty */
    record Prefix(String value) implements PathMatch {
        @Override
        public boolean isEveryPath() {
            return value.equals("/");
        }
    }

    record Regex(String value) implements PathMatch {
        private static final Set<String> EVERYTHING = Set.of(".*", ".+", "/.*");

        @Override
        public boolean isEveryPath() {
            return EVERYTHING.contains(value);
        }
    }

    PathMatch ANY = new Any();
}
