// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.FailoverReport;
import dev.weft.networking.translate.MeshStanding;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.Translation;
import dev.weft.networking.translate.VirtualMeshReport;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The status of each object of the management cluster that networking reports on.
 *
 * @param assembly what was read
 * @param translation its answer
 * @param decided decided targets by TrafficTarget
 */
public record ManagementStatuses(
        SnapshotAssembly assembly, Translation translation, Function<Ref, Optional<DecidedTarget>> decided) {

    private static final Set<GroupKind> NOT_WRITTEN_BY_USERS =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET, ReadKinds.KUBERNETES_CLUSTER);

    /**
     * @param before its status as read, a missing node when it has none
     * @param generation of the object, 0 when it tells none
     * @param programming how far a policy's outputs have been written; of no matter to other kinds
     * @param now RFC 3339 time for conditions that change
     * @return the whole status; {@code before} itself where there is nothing to say; empty for objects whose status is not ours
     */
    public Optional<JsonNode> of(ObjectId id, JsonNode before, long generation, Programming programming, String now) {
        GroupKind kind = id.kind();
        Optional<String> undecodable = assembly.undecodableBecause(id);
        if (undecodable.isPresent()) {
            return Optional.of(
                    NOT_WRITTEN_BY_USERS.contains(kind)
                            ? before
                            : OtherStatuses.undecodable(before, generation, undecodable.get(), now));
        }
        Ref ref = new Ref(id.namespace(), id.name());
        if (kind.equals(ReadKinds.TRAFFIC_POLICY)) {
            return Optional.of(trafficPolicy(ref, programming, now));
        }
        if (kind.equals(ReadKinds.ACCESS_POLICY)) {
            return Optional.of(accessPolicy(ref, programming, now));
        }
        if (kind.equals(ReadKinds.VIRTUAL_MESH)) {
            return Optional.of(virtualMesh(ref, programming, now));
        }
        if (kind.equals(ReadKinds.FAILOVER_SERVICE)) {
            return Optional.of(failoverService(ref, programming, now));
        }
        if (kind.equals(ReadKinds.SETTINGS)) {
            return ref.equals(snapshot().scope().settings())
                    ? Optional.of(OtherStatuses.settings(before, generation, now))
                    : Optional.empty();
        }
        if (kind.equals(ReadKinds.MESH)) {
            MeshStanding standing = translation.meshes().get(ref);
            return standing == null ? Optional.of(before) : Optional.of(MeshStatuses.of(standing, generation, before));
        }
        if (kind.equals(ReadKinds.WORKLOAD)) {
            return Optional.of(OtherStatuses.observed(before, generation));
        }
        return kind.equals(ReadKinds.TRAFFIC_TARGET) ? Optional.of(target(ref, before)) : Optional.empty();
    }

    private NetworkingSnapshot snapshot() {
        return translation.snapshot();
    }

    private JsonNode trafficPolicy(Ref ref, Programming programming, String now) {
        PolicyReport report = translation.trafficPolicies().get(ref);
        var policy = snapshot().trafficPolicies().get(ref);
        if (report == null || policy == null) {
            throw new IllegalStateException("no report on TrafficPolicy " + ref);
        }
        return PolicyStatuses.of(
                report, policy.rules().problems(), policy.prior(), policy.meta().generation(), programming, now);
    }

    private JsonNode accessPolicy(Ref ref, Programming programming, String now) {
        PolicyReport report = translation.accessPolicies().get(ref);
        var policy = snapshot().accessPolicies().get(ref);
        if (report == null || policy == null) {
            throw new IllegalStateException("no report on AccessPolicy " + ref);
        }
        return PolicyStatuses.of(
                report, policy.rules().problems(), policy.prior(), policy.meta().generation(), programming, now);
    }

    private JsonNode virtualMesh(Ref ref, Programming programming, String now) {
        VirtualMeshReport report = translation.virtualMeshes().get(ref);
        if (report == null) {
            throw new IllegalStateException("no report on VirtualMesh " + ref);
        }
        return MeshByMeshStatuses.of(MeshByMesh.of(report), programming, now);
    }

    private JsonNode failoverService(Ref ref, Programming programming, String now) {
        FailoverReport report = translation.failoverServices().get(ref);
        if (report == null) {
            throw new IllegalStateException("no report on FailoverService " + ref);
        }
        return MeshByMeshStatuses.of(MeshByMesh.of(report), programming, now);
    }

    private JsonNode target(Ref ref, JsonNode before) {
        return decided.apply(ref)
                .<JsonNode>map(target -> TargetStatuses.of(
                        target,
                        Optional.ofNullable(snapshot()
                                .clusters()
                                .get(target.target().service().cluster())),
                        before,
                        translation.federation(target.target()),
                        federationStays(target)))
                .orElse(before);
    }

    /** Whether its VirtualMesh is not in effect now, so that what its status said still stands on the clusters. */
    private boolean federationStays(DecidedTarget target) {
        MeshStanding standing = translation.meshes().get(target.target().mesh());
        return standing == null || standing.keeps();
    }
}
