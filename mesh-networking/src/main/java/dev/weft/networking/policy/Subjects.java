// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.api.Kinds;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Subject;

/** Names objects of our own kinds in findings. */
public final class Subjects {

    private Subjects() {}

    public static Subject trafficPolicy(Ref ref) {
        return of(Kinds.TRAFFIC_POLICY.apiVersion(), "TrafficPolicy", ref);
    }

    public static Subject accessPolicy(Ref ref) {
        return of(Kinds.ACCESS_POLICY.apiVersion(), "AccessPolicy", ref);
    }

    public static Subject target(Ref ref) {
        return of(Kinds.TRAFFIC_TARGET.apiVersion(), "TrafficTarget", ref);
    }

    public static Subject mesh(Ref ref) {
        return of(Kinds.MESH.apiVersion(), "Mesh", ref);
    }

    public static Subject virtualMesh(Ref ref) {
        return of(Kinds.VIRTUAL_MESH.apiVersion(), "VirtualMesh", ref);
    }

    public static Subject failoverService(Ref ref) {
        return of(Kinds.FAILOVER_SERVICE.apiVersion(), "FailoverService", ref);
    }

    public static Subject settings(Ref ref) {
        return of(Kinds.SETTINGS.apiVersion(), "Settings", ref);
    }

    private static Subject of(String apiVersion, String kind, Ref ref) {
        return new Subject(apiVersion, kind, ref.namespace(), ref.name());
    }
}
