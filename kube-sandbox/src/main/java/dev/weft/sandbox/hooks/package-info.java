// SPDX-License-Identifier: Apache-2.0

/**
 * What tests may do to a server: faults at a chosen call, and a transcript of all calls.
 */
@NullMarked
package dev.weft.sandbox.hooks;

import org.jspecify.annotations.NullMarked;
