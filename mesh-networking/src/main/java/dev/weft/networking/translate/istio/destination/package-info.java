// SPDX-License-Identifier: Apache-2.0

/** The outputs of one target: VirtualService, DestinationRule, AuthorizationPolicy. Pure. */
@NullMarked
package dev.weft.networking.translate.istio.destination;

import org.jspecify.annotations.NullMarked;
