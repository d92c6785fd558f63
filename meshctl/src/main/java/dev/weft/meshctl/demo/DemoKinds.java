// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.api.Kinds;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;

/** The kinds that the story reads and writes. */
final class DemoKinds {

    static final ResourceType MESH = ResourceTypes.of(Kinds.MESH);
    static final ResourceType WORKLOAD = ResourceTypes.of(Kinds.WORKLOAD);
    static final ResourceType TRAFFIC_TARGET = ResourceTypes.of(Kinds.TRAFFIC_TARGET);
    static final ResourceType TRAFFIC_POLICY = ResourceTypes.of(Kinds.TRAFFIC_POLICY);
    static final ResourceType ACCESS_POLICY = ResourceTypes.of(Kinds.ACCESS_POLICY);
    static final ResourceType KUBERNETES_CLUSTER = ResourceTypes.of(Kinds.KUBERNETES_CLUSTER);
    static final ResourceType SETTINGS = ResourceTypes.of(Kinds.SETTINGS);
    static final ResourceType SERVICE = new ResourceType("", "v1", "services", "Service", true);

    static final ResourceType VIRTUAL_SERVICE = istio(IstioKinds.VIRTUAL_SERVICE);
    static final ResourceType AUTHORIZATION_POLICY = istio(IstioKinds.AUTHORIZATION_POLICY);

    /** All that is written to workload clusters, sorted by name. */
    static final List<ResourceType> WRITTEN =
            IstioKinds.WRITTEN.stream().sorted().map(DemoKinds::istio).toList();

    static final List<ResourceType> POLICIES = List.of(TRAFFIC_POLICY, ACCESS_POLICY);

    private DemoKinds() {}

    private static ResourceType istio(GroupKind kind) {
        return ResourceType.namespaced(kind, IstioKinds.NEWEST);
    }
}
