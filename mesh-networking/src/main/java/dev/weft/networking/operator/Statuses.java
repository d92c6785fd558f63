// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.status.CheckConditions;
import dev.weft.networking.status.ManagementStatuses;
import dev.weft.networking.status.Programming;
import dev.weft.networking.status.Programming.Hitch;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.Translation;
import dev.weft.networking.translate.TranslationChanges;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.StatusBook;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The statuses that networking writes on the management cluster. A policy's status waits a moment for its outputs: an edit then costs one
 * write, which says that it is in effect, instead of two; and while many outputs land, few.
 */
final class Statuses {

    /** How long a status waits for outputs that are on their way; after each time it was told, twice as long. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(32);

    private static final Set<GroupKind> REPORTED = Set.of(
            ReadKinds.TRAFFIC_POLICY,
            ReadKinds.ACCESS_POLICY,
            ReadKinds.VIRTUAL_MESH,
            ReadKinds.FAILOVER_SERVICE,
            ReadKinds.SETTINGS,
            ReadKinds.MESH,
            ReadKinds.WORKLOAD,
            ReadKinds.TRAFFIC_TARGET);
    private static final Set<GroupKind> DISCOVERED =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET);
    private static final Set<GroupKind> POLICIES = Set.of(
            ReadKinds.TRAFFIC_POLICY, ReadKinds.ACCESS_POLICY, ReadKinds.VIRTUAL_MESH, ReadKinds.FAILOVER_SERVICE);
    private static final Set<GroupKind> GENERATION_ONLY = Set.of(ReadKinds.WORKLOAD);

    private final StatusBook book = new StatusBook(ownConditions());
    private final PolicyOutputs outputs = new PolicyOutputs();
    private final Map<Ref, DecidedTarget> decided = new HashMap<>();
    private final Map<ObjectId, Patience> patience = new HashMap<>();
    private final Arrivals arrivals = new Arrivals();
    private final ClusterProgramming clusters;

    Statuses(ClusterProgramming clusters) {
        this.clusters = clusters;
    }

    /** Conditions of other types are other people's, and are left alone. */
    private static Set<String> ownConditions() {
        Set<String> types = new HashSet<>(Set.of("Accepted", "ResolvedRefs", "Programmed", "Ready"));
        types.addAll(CheckConditions.TYPES);
        types.add(CredentialsCondition.TYPE);
        return types;
    }

    void put(RawObject object) {
        if (REPORTED.contains(object.id().kind()) || clusters.reportsOn(object.id())) {
            if (DISCOVERED.contains(object.id().kind()) && !book.knows(object.id())) {
                arrivals.arrived();
            }
            book.observe(object.id(), StatusBook.Subject.of(object));
        }
    }

    void gone(ObjectId id) {
        book.vanished(id);
        patience.remove(id);
        if (id.kind().equals(ReadKinds.TRAFFIC_TARGET)) {
            decided.remove(new Ref(id.namespace(), id.name()));
        }
    }

    void answered(Write.Status write, Written.Result result, Instant now) {
        book.answered(write, result, now);
    }

    /** What a pass has changed. */
    void follow(TranslationChanges changes) {
        changes.gone().forEach(outputs::unwant);
        changes.outputs().forEach(outputs::want);
        decided.putAll(changes.targets());
        changes.targets().keySet().forEach(ref -> book.mark(id(ReadKinds.TRAFFIC_TARGET, ref)));
        changes.trafficPolicies().forEach(ref -> book.mark(id(ReadKinds.TRAFFIC_POLICY, ref)));
        changes.accessPolicies().forEach(ref -> book.mark(id(ReadKinds.ACCESS_POLICY, ref)));
        changes.virtualMeshes().forEach(ref -> book.mark(id(ReadKinds.VIRTUAL_MESH, ref)));
        changes.failoverServices().forEach(ref -> book.mark(id(ReadKinds.FAILOVER_SERVICE, ref)));
        changes.meshes().forEach(ref -> book.mark(id(ReadKinds.MESH, ref)));
    }

    /** An output stands differently; without a state it is neither wanted nor to be deleted. */
    void stands(ObjectId output, Optional<OutputState> state) {
        if (state.isPresent()) {
            Optional<Hitch> hitch = Hitches.of(output, state.get());
            outputs.stands(output, hitch);
            clusters.stands(output, hitch);
        } else {
            outputs.forget(output);
            clusters.forget(output);
        }
        outputs.policiesOf(output).forEach(book::mark);
        book.mark(clusters.id(output.cluster()));
    }

    /** How far a cluster's deregistration is. */
    void leaves(String cluster, Departure departure) {
        if (clusters.leaves(cluster, departure)) {
            book.mark(clusters.id(cluster));
        }
    }

    /** Whether a cluster is deregistered is to be said anew. */
    void stays(String cluster) {
        clusters.stays(cluster);
        book.mark(clusters.id(cluster));
    }

    Collection<ObjectId> outputsOf(ObjectId policy) {
        return outputs.outputsOf(policy);
    }

    /** What is known of a cluster. */
    void know(String cluster, ClusterView view) {
        clusters.know(cluster, view);
        book.mark(clusters.id(cluster));
    }

    /** It is no longer registered. */
    void forgetCluster(String cluster) {
        clusters.forget(cluster);
        book.mark(clusters.id(cluster));
    }

    List<Write> decide(SnapshotAssembly assembly, Translation translation, Instant now) {
        arrivals.at(now);
        ManagementStatuses statuses =
                new ManagementStatuses(assembly, translation, ref -> Optional.ofNullable(decided.get(ref)));
        return book.decide((id, subject) -> judge(id, subject, statuses, now), now);
    }

    Optional<Instant> wakeAt() {
        return book.wakeAt();
    }

    private Optional<StatusBook.Verdict> judge(
            ObjectId id, StatusBook.Subject subject, ManagementStatuses statuses, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        boolean isPolicy = POLICIES.contains(id.kind());
        Programming programming = isPolicy ? outputs.of(id) : Programming.OFFLINE;
        boolean isPending =
                clusters.reportsOn(id) ? clusters.isPending(id.name()) : isPolicy && programming.isPending();
        Optional<Instant> wait = DISCOVERED.contains(id.kind())
                ? arrivals.quietAt().filter(now::isBefore)
                : patience(id, subject.generation(), isPending, now);
        if (wait.isPresent()) {
            return wait.map(StatusBook.Verdict.Later::new);
        }
        if (clusters.reportsOn(id)) {
            return Optional.of(new StatusBook.Verdict.Says(clusters.status(id.name(), subject, time), false));
        }
        return statuses.of(id, subject.status(), subject.generation(), programming, time)
                .filter(JsonNode::isObject)
                .map(status -> says(id.kind(), (ObjectNode) status));
    }

    /**
     * @param generation of the object that waits; an edit is told as soon as if nothing had been before
     * @param until when what is pending is told
     * @param next how long to wait once it has been told
     */
    private record Patience(long generation, Instant until, Duration next) {
        static Patience from(long generation, Instant now, Duration wait) {
            Duration twice = wait.multipliedBy(2);
            return new Patience(
                    generation, now.plus(wait), twice.compareTo(LONGEST_PATIENCE) < 0 ? twice : LONGEST_PATIENCE);
        }
    }

    /** @return until when to say nothing; empty to say it now */
    private Optional<Instant> patience(ObjectId id, long generation, boolean isPending, Instant now) {
        if (!isPending) {
            patience.remove(id);
            return Optional.empty();
        }
        Patience known = patience.get(id);
        if (known == null || known.generation() != generation) {
            known = Patience.from(generation, now, PATIENCE);
            patience.put(id, known);
        }
        if (now.isBefore(known.until())) {
            return Optional.of(known.until());
        }
        patience.put(id, Patience.from(generation, now, known.next()));
        return Optional.empty();
    }

    private static StatusBook.Verdict says(GroupKind kind, ObjectNode status) {
        return GENERATION_ONLY.contains(kind)
                ? new StatusBook.Verdict.Says(only(status, "observedGeneration"), false)
                : new StatusBook.Verdict.Says(status, true);
    }

    private static ObjectNode only(ObjectNode status, String field) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (status.has(field)) {
            part.set(field, status.get(field));
        }
        return part;
    }

    private static ObjectId id(GroupKind kind, Ref ref) {
        return new ObjectId(ObjectId.MANAGEMENT, kind, ref.namespace(), ref.name());
    }
}
