// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import java.util.Optional;

/**
 * How a service is reached whose pods are in the ambient mode of Istio. ztunnel on their nodes tells callers and ports apart, but not the
 * requests inside of a connection; that takes a waypoint.
 *
 * @param waypoint the Gateway that serves it
 */
public record Ambient(Optional<Ref> waypoint) {}
