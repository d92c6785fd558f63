// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.time.Duration;

/**
 * What a self-signed root is to be, as {@code generated} of a VirtualMesh asks.
 *
 * @param organization of the subject, which is {@code O=organization} and nothing else; not empty
 * @param life from now on
 */
public record RootTerms(String organization, Duration life, KeySpec key) {}
