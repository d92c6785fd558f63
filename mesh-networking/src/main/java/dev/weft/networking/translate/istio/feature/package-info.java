// SPDX-License-Identifier: Apache-2.0

/** One class for each TrafficPolicy feature: what it looks like in a VirtualService or DestinationRule. Pure. */
@NullMarked
package dev.weft.networking.translate.istio.feature;

import org.jspecify.annotations.NullMarked;
