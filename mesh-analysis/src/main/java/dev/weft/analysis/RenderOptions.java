// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.runtime.ref.Ref;

/**
 * How to render.
 *
 * @param now RFC 3339 time that conditions get
 * @param discover compute the discovered kinds even when the snapshot has some
 * @param installNamespace namespace of the plane
 * @param settings which Settings count
 * @param disallowIntersectingConfig whether a user's own Istio object on a host keeps ours from that host
 */
public record RenderOptions(
        String now, boolean discover, String installNamespace, Ref settings, boolean disallowIntersectingConfig) {}
