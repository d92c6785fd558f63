// SPDX-License-Identifier: Apache-2.0

/**
 * Objects of Gloo Mesh 1.1 (group versions {@code v1}) as objects of our API ({@code v1alpha2}), and back. Pure: trees in, trees and what
 * was lost out.
 */
@NullMarked
package dev.weft.analysis.convert;

import org.jspecify.annotations.NullMarked;
