// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.MetadataKeys;
import dev.weft.runtime.output.Rendered;
import java.util.Set;

/** Labels of discovered objects: the reference's, for take-over. */
public final class DiscoveryLabels {

    /** Value: name of the cluster that the object was discovered on; absent where it may be several. */
    public static final String CLUSTER = "cluster.discovery.mesh.gloo.solo.io";

    /** Value: install namespace of the plane. */
    public static final String OWNER = "owner.discovery.mesh.gloo.solo.io";

    /** What is ours of a discovered object's metadata; the annotations are those that it inherits. */
    public static final MetadataKeys KEYS =
            new MetadataKeys(Set.of(CLUSTER, OWNER), Set.of(), Set.of("discovery.mesh.gloo.solo.io/", "weft.dev/"));

    private DiscoveryLabels() {}

    /** The cluster that an object was discovered on; empty where it may be several. */
    public static String cluster(Rendered object) {
        return CanonicalJson.object(object.json())
                .path("metadata")
                .path("labels")
                .path(CLUSTER)
                .asText("");
    }
}
