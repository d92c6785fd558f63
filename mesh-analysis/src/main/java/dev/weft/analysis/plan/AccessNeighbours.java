// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The AuthorizationPolicies beside one that is new: those that are on the cluster, and those that the plane wants there anyway. */
final class AccessNeighbours {

    private static final GroupKind KIND = new GroupKind("security.istio.io", "AuthorizationPolicy");

    /** What narrows a policy to some workloads of its namespace. */
    private static final List<String> NARROWING = List.of("selector", "targetRef", "targetRefs");

    private static final String LABELS = "/selector/matchLabels";

    private final RawSnapshot snapshot;
    private final Supplier<Stream<Rendered>> outputs;
    private final Map<String, Policies> byCluster = new HashMap<>();

    /** @param outputs what is wanted before the change */
    AccessNeighbours(RawSnapshot snapshot, Supplier<Stream<Rendered>> outputs) {
        this.snapshot = snapshot;
        this.outputs = outputs;
    }

    /**
     * The first policy that may allow something to workloads which {@code id} concerns: one of the namespace whose selector does not rule
     * that out, or one for all workloads of its own namespace, which may be the root namespace of the mesh.
     */
    Optional<ObjectId> near(ObjectId id, JsonNode spec) {
        Policies policies = byCluster.computeIfAbsent(id.cluster(), this::policies);
        return Stream.concat(
                        policies.in(id.namespace()).filter(other -> mayShareWorkloads(spec, other.spec())),
                        policies.forAll().stream())
                .filter(other -> !other.id().equals(id) && isAllow(other.spec()))
                .map(Policy::id)
                .sorted()
                .findFirst();
    }

    /**
     * The first policy that surely refuses what it does not allow to every workload which {@code id}, an ALLOW policy, concerns: one for
     * all workloads of the namespace, or for the same ones.
     */
    Optional<ObjectId> covering(ObjectId id, JsonNode spec) {
        if (!isAllow(spec)) {
            return Optional.empty();
        }
        return byCluster
                .computeIfAbsent(id.cluster(), this::policies)
                .in(id.namespace())
                .filter(other -> !other.id().equals(id) && isAllow(other.spec()))
                .filter(other -> isForAll(other.spec())
                        || NARROWING.stream()
                                .allMatch(field -> other.spec().path(field).equals(spec.path(field))))
                .map(Policy::id)
                .findFirst();
    }

    private static boolean isAllow(JsonNode spec) {
        return spec.path("action").asText("ALLOW").equals("ALLOW");
    }

    private static boolean isForAll(JsonNode spec) {
        return NARROWING.stream().allMatch(field -> spec.path(field).isEmpty());
    }

    /** Not when both ask for one label with different values. */
    private static boolean mayShareWorkloads(JsonNode spec, JsonNode other) {
        JsonNode labels = other.at(LABELS);
        return spec.at(LABELS).properties().stream()
                .noneMatch(label -> labels.has(label.getKey())
                        && !labels.path(label.getKey()).equals(label.getValue()));
    }

    private Policies policies(String cluster) {
        SortedMap<ObjectId, JsonNode> specs = new TreeMap<>();
        RawCluster known = snapshot.clusters().get(cluster);
        if (known != null) {
            known.objects().stream()
                    .filter(object -> object.id().kind().equals(KIND))
                    .forEach(object -> specs.put(object.id(), object.spec()));
        }
        outputs.get()
                .filter(output -> output.id().cluster().equals(cluster)
                        && output.id().kind().equals(KIND))
                .forEach(output -> specs.put(
                        output.id(), CanonicalJson.object(output.json()).path("spec")));
        Policies policies = new Policies(new ArrayList<>(), new HashMap<>());
        specs.forEach((id, spec) -> policies.add(new Policy(id, spec)));
        return policies;
    }

    private record Policy(ObjectId id, JsonNode spec) {}

    /** @param forAll those for all workloads of their namespace */
    private record Policies(List<Policy> forAll, Map<String, List<Policy>> byNamespace) {

        void add(Policy policy) {
            byNamespace
                    .computeIfAbsent(policy.id().namespace(), absent -> new ArrayList<>())
                    .add(policy);
            if (isForAll(policy.spec())) {
                forAll.add(policy);
            }
        }

        /** In the order of their ids. */
        Stream<Policy> in(String namespace) {
            return byNamespace.getOrDefault(namespace, List.of()).stream();
        }
    }
}
