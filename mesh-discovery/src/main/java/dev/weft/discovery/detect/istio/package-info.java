// SPDX-License-Identifier: Apache-2.0

/**
 * Istio: control planes in default and revisioned form, mesh config, gateways, sidecars.
 */
@NullMarked
package dev.weft.discovery.detect.istio;

import org.jspecify.annotations.NullMarked;
