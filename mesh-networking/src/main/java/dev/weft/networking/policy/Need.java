// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Comparator;

/**
 * An accepted policy sends traffic of a mesh to a service of another cluster.
 *
 * @param mesh from which it is called
 */
public record Need(DestinationRef service, Ref mesh) {
    public static final Comparator<Need> ORDER = comparing(Need::service).thenComparing(Need::mesh);
}
