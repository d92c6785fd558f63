// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/** How a request's path is matched. */
public sealed interface PathMatch {

    record Any() implements PathMatch {}

    record Exact(String value) implements PathMatch {}

    record Prefix(String value) implements PathMatch {}

    record Regex(String value) implements PathMatch {}

    PathMatch ANY = new Any();
}
