// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.api.discovery.TrafficTargetSpec;
import dev.weft.runtime.ref.DestinationRef;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Service that belongs to a mesh.
 *
 * @param annotations that the TrafficTarget inherits
 */
public record DetectedTarget(DestinationRef service, TrafficTargetSpec spec, SortedMap<String, String> annotations) {

    public DetectedTarget {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
}
