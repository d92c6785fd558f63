// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.snapshot.PersistentMap;
import java.util.List;

/**
 * The facts of one namespace of one cluster; namespace "" holds the cluster-scoped ones. A changed copy costs what changes, because the
 * maps share what stays.
 *
 * @param controllers by kind and name
 * @param replicaSets by name
 * @param pods by name, in the order of their keys
 * @param services by name, in the order of their keys
 * @param endpoints by the object that they come from; those of slices after those of Endpoints
 * @param meshConfigs by name
 * @param nodes by name
 * @param appMeshes by name
 */
public record ShardFacts(
        PersistentMap<ControllerFact.Id, ControllerFact> controllers,
        PersistentMap<String, ReplicaSetFact> replicaSets,
        PersistentMap<KeyName, PodFact> pods,
        PersistentMap<KeyName, ServiceFact> services,
        PersistentMap<EndpointGroup.Source, List<EndpointGroup>> endpoints,
        PersistentMap<String, MeshConfigFact> meshConfigs,
        PersistentMap<String, NodeFact> nodes,
        PersistentMap<String, AppMeshFact> appMeshes) {

    /** No facts. */
    public static final ShardFacts EMPTY = new ShardFacts(
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty());
}
