// SPDX-License-Identifier: Apache-2.0

/**
 * Reading and writing JSON and YAML bodies as Jackson trees: bounded, duplicate keys noticed.
 */
@NullMarked
package dev.weft.sandbox.json;

import org.jspecify.annotations.NullMarked;
