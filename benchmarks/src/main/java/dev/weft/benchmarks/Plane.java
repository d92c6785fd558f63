// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.status.PolicyStatuses;
import dev.weft.networking.status.Programming;
import dev.weft.networking.status.TargetStatuses;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.networking.translate.Translation;
import dev.weft.networking.translate.TranslationChanges;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a running plane does in one pass apart from I/O: objects that changed are decoded into facts, the snapshot is translated, what
 * differs from the last pass is found, and the statuses of what differs are made.
 */
final class Plane {

    private static final String NOW = "2026-11-26T00:00:00Z";

    /** What a pass found to write. */
    record Writes(int outputs, int deletes, int policyStatuses, int targetStatuses) {}

    private final NetworkingTranslator translator = new NetworkingTranslator();
    private SnapshotAssembly assembly;
    private @Nullable Translation last;

    Plane(Scope scope) {
        assembly = SnapshotAssembly.empty(scope);
    }

    /** The first pass, over everything. */
    Writes first(
            Scope scope,
            List<RawObject> management,
            List<RawObject> discovered,
            SortedMap<String, ClusterInput> clusters) {
        assembly = SnapshotAssembly.of(scope, management, discovered, clusters);
        return pass();
    }

    /** A pass after an object has changed. */
    Writes after(RawObject changed) {
        assembly = assembly.changed(List.of(changed), List.of());
        return pass();
    }

    /** A pass over what there is. */
    Writes pass() {
        Translation translation = translator.translate(assembly.snapshot());
        if (translation == last) {
            return new Writes(0, 0, 0, 0);
        }
        TranslationChanges changes = TranslationChanges.between(last, translation);
        List<JsonNode> policies = new ArrayList<>();
        changes.trafficPolicies().forEach(ref -> policies.add(traffic(ref, translation)));
        changes.accessPolicies().forEach(ref -> policies.add(access(ref, translation)));
        List<JsonNode> targets = new ArrayList<>();
        changes.targets().values().forEach(target -> {
            ClusterFact cluster = translation
                    .snapshot()
                    .clusters()
                    .get(target.target().service().cluster());
            targets.add(TargetStatuses.of(
                    target,
                    Optional.ofNullable(cluster),
                    MissingNode.getInstance(),
                    translation.federation(target.target()),
                    false));
        });
        last = translation;
        return new Writes(changes.outputs().size(), changes.gone().size(), policies.size(), targets.size());
    }

    private static JsonNode traffic(Ref ref, Translation translation) {
        TrafficPolicyFact policy =
                Objects.requireNonNull(translation.snapshot().trafficPolicies().get(ref));
        return PolicyStatuses.of(
                Objects.requireNonNull(translation.trafficPolicies().get(ref)),
                policy.rules().problems(),
                policy.prior(),
                policy.meta().generation(),
                Programming.OFFLINE,
                NOW);
    }

    private static JsonNode access(Ref ref, Translation translation) {
        AccessPolicyFact policy =
                Objects.requireNonNull(translation.snapshot().accessPolicies().get(ref));
        return PolicyStatuses.of(
                Objects.requireNonNull(translation.accessPolicies().get(ref)),
                policy.rules().problems(),
                policy.prior(),
                policy.meta().generation(),
                Programming.OFFLINE,
                NOW);
    }

    /** Units computed since the start. */
    long computations() {
        return translator.computations().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Outputs there are. */
    long outputs() {
        return Objects.requireNonNull(last).allOutputs().count();
    }
}
