// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.runtime.ref.GroupKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds of the Service Mesh Interface that are written for targets of Open Service Mesh. */
public final class SmiKinds {

    public static final GroupKind TRAFFIC_SPLIT = new GroupKind("split.smi-spec.io", "TrafficSplit");
    public static final GroupKind TRAFFIC_TARGET = new GroupKind("access.smi-spec.io", "TrafficTarget");
    public static final GroupKind HTTP_ROUTE_GROUP = new GroupKind("specs.smi-spec.io", "HTTPRouteGroup");

    public static final GroupKind TCP_ROUTE = new GroupKind("specs.smi-spec.io", "TCPRoute");

    /** All that this version writes, and therefore all that it may delete. */
    public static final List<GroupKind> WRITTEN = List.of(TRAFFIC_SPLIT, TRAFFIC_TARGET, HTTP_ROUTE_GROUP, TCP_ROUTE);

    /** Versions that have the form we write; first the one that Open Service Mesh 1.x serves, the only one it does. */
    private static final Map<GroupKind, List<String>> VERSIONS = Map.of(
            TRAFFIC_SPLIT, List.of("v1alpha2", "v1alpha4", "v1alpha3"),
            TRAFFIC_TARGET, List.of("v1alpha3", "v1alpha2"),
            HTTP_ROUTE_GROUP, List.of("v1alpha4", "v1alpha3"),
            // Before v1alpha4 a TCPRoute had no ports.
            TCP_ROUTE, List.of("v1alpha4"));

    private SmiKinds() {}

    /**
     * Versions we know how to write, best first.
     *
     * @throws IllegalArgumentException for a kind that is not among {@link #WRITTEN}
     */
    public static List<String> versions(GroupKind kind) {
        List<String> versions = VERSIONS.get(kind);
        if (versions == null) {
            throw new IllegalArgumentException(kind + " is no kind of the Service Mesh Interface that is written");
        }
        return versions;
    }

    /** The apiVersion by kind: what the cluster serves, and the best one where it did not tell. */
    public static SortedMap<GroupKind, String> apiVersions(SortedMap<GroupKind, String> served) {
        SortedMap<GroupKind, String> apiVersions = new TreeMap<>();
        WRITTEN.forEach(kind ->
                apiVersions.put(kind, kind.group() + "/" + versions(kind).getFirst()));
        apiVersions.putAll(served);
        return Collections.unmodifiableSortedMap(apiVersions);
    }
}
