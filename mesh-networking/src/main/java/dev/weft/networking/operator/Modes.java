// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Pause and observe mode: the annotation {@code weft.dev/mode: paused|observe} on a KubernetesCluster holds what is written
 * there, on a policy what exists because of it, on Settings everything. All is computed and reported, nothing is written or deleted.
 */
final class Modes {

    static final String ANNOTATION = "weft.dev/mode";

    private static final Set<String> HOLDING = Set.of("paused", "observe");
    private static final Set<GroupKind> POLICIES = Set.of(ReadKinds.TRAFFIC_POLICY, ReadKinds.ACCESS_POLICY);

    private final Scope scope;
    /** By what carries the annotation. */
    private final Map<ObjectId, String> modes = new HashMap<>();

    /** What may be written or not from now on. */
    sealed interface Concerned {

        /** What is on one cluster. */
        record Cluster(String name) implements Concerned {}

        /** What exists because of one policy. */
        record Policy(ObjectId id) implements Concerned {}

        /** All there is. */
        record Everything() implements Concerned {}
    }

    Modes(Scope scope) {
        this.scope = scope;
    }

    /** @return what is concerned if its mode has changed */
    Optional<Concerned> put(RawObject object) {
        return concerned(object.id())
                .filter(concerned -> change(
                        object.id(),
                        object.metadata().path("annotations").path(ANNOTATION).asText("")));
    }

    Optional<Concerned> gone(ObjectId id) {
        return concerned(id).filter(concerned -> change(id, ""));
    }

    private boolean change(ObjectId id, String mode) {
        String before = HOLDING.contains(mode) ? modes.put(id, mode) : modes.remove(id);
        return !Objects.equals(before, modes.get(id));
    }

    private Optional<Concerned> concerned(ObjectId id) {
        boolean isOfPlane = id.namespace().equals(scope.installNamespace());
        if (id.kind().equals(ReadKinds.KUBERNETES_CLUSTER) && isOfPlane) {
            return Optional.of(new Concerned.Cluster(id.name()));
        }
        if (POLICIES.contains(id.kind())) {
            return Optional.of(new Concerned.Policy(id));
        }
        return id.equals(settings()) ? Optional.of(new Concerned.Everything()) : Optional.empty();
    }

    private ObjectId settings() {
        return new ObjectId(
                ObjectId.MANAGEMENT,
                ReadKinds.SETTINGS,
                scope.settings().namespace(),
                scope.settings().name());
    }

    /** Why an output is neither written nor deleted now; empty when it may be. */
    Optional<String> holds(ObjectId output, List<Parent> parents) {
        ObjectId cluster = new ObjectId(
                ObjectId.MANAGEMENT, ReadKinds.KUBERNETES_CLUSTER, scope.installNamespace(), output.cluster());
        if (modes.containsKey(settings())) {
            return Optional.of("Settings " + scope.settings() + " say " + modes.get(settings()));
        }
        if (modes.containsKey(cluster)) {
            return Optional.of("KubernetesCluster " + output.cluster() + " says " + modes.get(cluster));
        }
        for (Parent parent : parents) {
            String mode = modes.get(PolicyOutputs.policy(parent));
            if (mode != null) {
                return Optional.of(parent.kind() + " " + parent.ref() + " says " + mode);
            }
        }
        return Optional.empty();
    }
}
