// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster's fact is put together from.
 *
 * @param knowledge empty when nobody watches it
 * @param domain of its KubernetesCluster, empty when there is none
 * @param served what each of its CustomResourceDefinitions says
 */
record ClusterPieces(
        Optional<ClusterKnowledge> knowledge,
        Optional<ClusterDomain> domain,
        PersistentMap<ObjectId, Map.Entry<GroupKind, String>> served) {

    static final ClusterPieces NONE = new ClusterPieces(Optional.empty(), Optional.empty(), PersistentMap.empty());

    ClusterPieces with(Optional<ClusterKnowledge> changed) {
        return new ClusterPieces(changed, domain, served);
    }

    ClusterPieces withDomain(Optional<ClusterDomain> changed) {
        return new ClusterPieces(knowledge, changed, served);
    }

    ClusterPieces with(ObjectId definition, Map.Entry<GroupKind, String> version) {
        return new ClusterPieces(knowledge, domain, served.with(definition, version));
    }

    ClusterPieces without(ObjectId definition) {
        return new ClusterPieces(knowledge, domain, served.without(definition));
    }

    /** Empty unless the cluster is watched or has a KubernetesCluster; without a watch everything about it is Unknown. */
    Optional<ClusterFact> fact(String name) {
        if (knowledge.isEmpty() && domain.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<GroupKind, String> versions = new TreeMap<>();
        served.values().forEach(version -> versions.put(version.getKey(), version.getValue()));
        return Optional.of(new ClusterFact(
                name,
                domain.orElse(ClusterDomain.DEFAULT),
                knowledge.orElseGet(() -> ClusterKnowledge.unknown("NotInSnapshot", "")),
                versions));
    }
}
