// SPDX-License-Identifier: Apache-2.0

/**
 * Whether Istio would take an object: its CustomResourceDefinitions, and what its webhook checks besides. Fetches the definitions with
 * Go's own client and judges in this process.
 */
@NullMarked
package dev.weft.testkit.istio;

import org.jspecify.annotations.NullMarked;
