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
    static final ResourceType VIRTUAL_MESH = ResourceTypes.of(Kinds.VIRTUAL_MESH);
    static final ResourceType FAILOVER_SERVICE = ResourceTypes.of(Kinds.FAILOVER_SERVICE);
    static final ResourceType KUBERNETES_CLUSTER = ResourceTypes.of(Kinds.KUBERNETES_CLUSTER);
    static final ResourceType SETTINGS = ResourceTypes.of(Kinds.SETTINGS);
    static final ResourceType SERVICE = new ResourceType("", "v1", "services", "Service", true);
    static final ResourceType POD = new ResourceType("", "v1", "pods", "Pod", true);
    static final ResourceType CONFIG_MAP = new ResourceType("", "v1", "configmaps", "ConfigMap", true);
    static final ResourceType SECRET = ResourceTypes.SECRET;
    static final ResourceType DEPLOYMENT = ResourceTypes.DEPLOYMENT;
    static final ResourceType ISSUED_CERTIFICATE = ResourceTypes.of(Kinds.ISSUED_CERTIFICATE);

    static final ResourceType VIRTUAL_SERVICE = istio(IstioKinds.VIRTUAL_SERVICE);
    static final ResourceType DESTINATION_RULE = istio(IstioKinds.DESTINATION_RULE);
    static final ResourceType SERVICE_ENTRY = istio(IstioKinds.SERVICE_ENTRY);
    static final ResourceType GATEWAY = istio(IstioKinds.GATEWAY);
    static final ResourceType AUTHORIZATION_POLICY = istio(IstioKinds.AUTHORIZATION_POLICY);

    /** All that is written to workload clusters, sorted by name. */
    static final List<ResourceType> WRITTEN =
            IstioKinds.WRITTEN.stream().sorted().map(DemoKinds::istio).toList();

    static final List<ResourceType> POLICIES = List.of(TRAFFIC_POLICY, ACCESS_POLICY);

    /** All that users declare, each with a status that says what became of it. */
    static final List<ResourceType> DECLARED = List.of(TRAFFIC_POLICY, ACCESS_POLICY, VIRTUAL_MESH, FAILOVER_SERVICE);

    private DemoKinds() {}

    private static ResourceType istio(GroupKind kind) {
        return ResourceType.namespaced(kind, IstioKinds.NEWEST);
    }
}
