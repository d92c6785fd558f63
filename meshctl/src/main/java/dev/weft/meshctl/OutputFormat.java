// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

/** How a command prints: for people, or for programs. The values of {@code -o}. */
enum OutputFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return switch (this) {
            case TEXT -> "text";
            case JSON -> "json";
        };
    }
}
