// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

/**
 * A column of a table.
 *
 * @param cell where its value comes from: a path that starts with a dot, or a function that starts with {@code @}
 * @param priority above 0 it is shown in wide tables only
 */
public record Column(String name, String type, String format, int priority, String cell) {}
