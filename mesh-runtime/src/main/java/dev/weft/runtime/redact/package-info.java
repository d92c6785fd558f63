// SPDX-License-Identifier: Apache-2.0

/**
 * What of an object may leave the plane in a snapshot: {@link dev.weft.runtime.redact.KeptFields} keeps the fields that somebody reads and
 * drops all others, {@link dev.weft.runtime.redact.Secrets} masks what looks like a key or a token in what is left.
 */
@NullMarked
package dev.weft.runtime.redact;

import org.jspecify.annotations.NullMarked;
