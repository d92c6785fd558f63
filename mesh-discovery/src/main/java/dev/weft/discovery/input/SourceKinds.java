// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import java.util.Set;

/** The kinds of registered clusters that discovery reads. */
public final class SourceKinds {

    public static final GroupKind DEPLOYMENT = new GroupKind("apps", "Deployment");
    public static final GroupKind DAEMON_SET = new GroupKind("apps", "DaemonSet");
    public static final GroupKind STATEFUL_SET = new GroupKind("apps", "StatefulSet");
    public static final GroupKind REPLICA_SET = new GroupKind("apps", "ReplicaSet");
    public static final GroupKind POD = new GroupKind("", "Pod");
    public static final GroupKind SERVICE = new GroupKind("", "Service");
    public static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    public static final GroupKind NODE = new GroupKind("", "Node");
    public static final GroupKind ENDPOINTS = new GroupKind("", "Endpoints");
    public static final GroupKind ENDPOINT_SLICE = new GroupKind("discovery.k8s.io", "EndpointSlice");
    public static final GroupKind APP_MESH = new GroupKind("appmesh.k8s.aws", "Mesh");

    private static final Set<GroupKind> ALL = Set.of(
            DEPLOYMENT,
            DAEMON_SET,
            STATEFUL_SET,
            REPLICA_SET,
            POD,
            SERVICE,
            CONFIG_MAP,
            NODE,
            ENDPOINTS,
            ENDPOINT_SLICE,
            APP_MESH);

    /** What Meshes with a control plane are made of. */
    public static final List<GroupKind> OF_MESHES = List.of(DEPLOYMENT, CONFIG_MAP, SERVICE, POD, NODE);

    /** What Workloads are made of. */
    public static final List<GroupKind> OF_WORKLOADS = List.of(DEPLOYMENT, REPLICA_SET, DAEMON_SET, STATEFUL_SET, POD);

    private SourceKinds() {}

    /** All of them, in no particular order. */
    public static Set<GroupKind> all() {
        return ALL;
    }
}
