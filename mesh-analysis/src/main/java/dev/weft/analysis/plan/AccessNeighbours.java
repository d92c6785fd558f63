// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The AuthorizationPolicies beside one that is new: those that are on the cluster, and those that the plane wants there anyway. */
final class AccessNeighbours {

    private static final GroupKind KIND = new GroupKind("security.istio.io", "AuthorizationPolicy");

    /** What narrows a policy to some workloads of its namespace. */
    private static final List<String> NARROWING = List.of("selector", "targetRef", "targetRefs");

    private final RawSnapshot snapshot;
    private final Supplier<Stream<Rendered>> outputs;
    private final Map<String, Policies> byCluster = new HashMap<>();

    /** @param outputs what is wanted before the change */
    AccessNeighbours(RawSnapshot snapshot, Supplier<Stream<Rendered>> outputs) {
        this.snapshot = snapshot;
        this.outputs = outputs;
    }

    /**
     * The first policy that may concern workloads which {@code id} concerns: one of the namespace, or one for all workloads of its own
     * namespace, which may be the root namespace of the mesh.
     */
    Optional<ObjectId> of(ObjectId id) {
        Policies policies = byCluster.computeIfAbsent(id.cluster(), this::policies);
        SortedSet<ObjectId> near = policies.byNamespace().getOrDefault(id.namespace(), new TreeSet<>());
        return Stream.concat(near.stream(), policies.forAll().stream())
                .filter(other -> !other.equals(id))
                .findFirst();
    }

    private Policies policies(String cluster) {
        Policies policies = new Policies(new TreeSet<>(), new HashMap<>());
        RawCluster known = snapshot.clusters().get(cluster);
        if (known != null) {
            known.objects().stream()
                    .filter(object -> object.id().kind().equals(KIND))
                    .forEach(object -> policies.add(object.id(), object.spec()));
        }
        outputs.get()
                .filter(output -> output.id().cluster().equals(cluster)
                        && output.id().kind().equals(KIND))
                .forEach(output -> policies.add(
                        output.id(), CanonicalJson.object(output.json()).path("spec")));
        return policies;
    }

    /** @param forAll those for all workloads of their namespace */
    private record Policies(SortedSet<ObjectId> forAll, Map<String, SortedSet<ObjectId>> byNamespace) {

        void add(ObjectId id, JsonNode spec) {
            byNamespace
                    .computeIfAbsent(id.namespace(), absent -> new TreeSet<>())
                    .add(id);
            if (NARROWING.stream().allMatch(field -> spec.path(field).isEmpty())) {
                forAll.add(id);
            }
        }
    }
}
