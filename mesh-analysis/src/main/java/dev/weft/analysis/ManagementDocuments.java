// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.status.OtherStatuses;
import dev.weft.networking.status.PolicyStatuses;
import dev.weft.networking.status.TargetStatuses;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the statuses of a pass on the objects they belong to. */
final class ManagementDocuments {

    private final NetworkingSnapshot snapshot;
    private final Translation translation;
    private final RenderOptions options;
    private final Set<ObjectId> undecodable = new HashSet<>();
    private final Map<Subject, String> undecodableMessages = new HashMap<>();
    private final Map<Ref, DecidedTarget> decided = new HashMap<>();

    private ManagementDocuments(
            SnapshotAssembly assembly, Translation translation, List<Finding> findings, RenderOptions options) {
        this.snapshot = assembly.snapshot();
        this.translation = translation;
        this.options = options;
        undecodable.addAll(assembly.undecodable());
        for (Finding finding : findings) {
            if (finding.code() == NetworkingFinding.UNDECODABLE) {
                undecodableMessages.putIfAbsent(finding.subject(), finding.message());
            }
        }
        translation.decisions().values().stream()
                .flatMap(shard -> shard.targets().stream())
                .forEach(target -> decided.put(target.target().ref(), target));
    }

    static List<ManagementDocument> of(
            List<RawObject> management,
            List<RawObject> discovered,
            SnapshotAssembly assembly,
            Translation translation,
            List<Finding> findings,
            RenderOptions options) {
        ManagementDocuments documents = new ManagementDocuments(assembly, translation, findings, options);
        List<ManagementDocument> all = new ArrayList<>();
        for (List<RawObject> objects : List.of(management, discovered)) {
            for (RawObject object : objects) {
                documents
                        .status(object)
                        .map(status -> new ManagementDocument(object.id(), document(object, status)))
                        .ifPresent(all::add);
            }
        }
        return all.stream().sorted().toList();
    }

    /** Empty for objects whose status is not ours. */
    private Optional<JsonNode> status(RawObject object) {
        GroupKind kind = object.id().kind();
        Ref ref = new Ref(object.id().namespace(), object.id().name());
        long generation = object.metadata().path("generation").asLong(0);
        if (undecodable.contains(object.id())) {
            return undecodable(object, kind, generation);
        }
        if (kind.equals(ReadKinds.TRAFFIC_POLICY)) {
            return Optional.of(trafficPolicy(ref));
        }
        if (kind.equals(ReadKinds.ACCESS_POLICY)) {
            return Optional.of(accessPolicy(ref));
        }
        if (kind.equals(ReadKinds.VIRTUAL_MESH) || kind.equals(ReadKinds.FAILOVER_SERVICE)) {
            return Optional.of(OtherStatuses.notYetSupported(object.status(), generation, options.now()));
        }
        if (kind.equals(ReadKinds.SETTINGS)) {
            return ref.equals(options.settings())
                    ? Optional.of(OtherStatuses.settings(object.status(), generation, options.now()))
                    : Optional.empty();
        }
        if (kind.equals(ReadKinds.MESH) || kind.equals(ReadKinds.WORKLOAD)) {
            return Optional.of(OtherStatuses.observed(object.status(), generation));
        }
        return kind.equals(ReadKinds.TRAFFIC_TARGET) ? Optional.of(target(object, ref)) : Optional.empty();
    }

    private Optional<JsonNode> undecodable(RawObject object, GroupKind kind, long generation) {
        boolean userWritten = !kind.equals(ReadKinds.MESH)
                && !kind.equals(ReadKinds.WORKLOAD)
                && !kind.equals(ReadKinds.TRAFFIC_TARGET)
                && !kind.equals(ReadKinds.KUBERNETES_CLUSTER);
        if (!userWritten) {
            return Optional.of(object.status());
        }
        Subject subject = new Subject(
                object.apiVersion(),
                kind.kind(),
                object.id().namespace(),
                object.id().name());
        String message = undecodableMessages.getOrDefault(subject, "cannot be decoded");
        return Optional.of(OtherStatuses.undecodable(object.status(), generation, message, options.now()));
    }

    private JsonNode trafficPolicy(Ref ref) {
        PolicyReport report = translation.trafficPolicies().get(ref);
        TrafficPolicyFact policy = snapshot.trafficPolicies().get(ref);
        if (report == null || policy == null) {
            throw new IllegalStateException("no report on TrafficPolicy " + ref);
        }
        return PolicyStatuses.of(
                report, policy.rules().problems(), policy.prior(), policy.meta().generation(), options.now());
    }

    private JsonNode accessPolicy(Ref ref) {
        PolicyReport report = translation.accessPolicies().get(ref);
        AccessPolicyFact policy = snapshot.accessPolicies().get(ref);
        if (report == null || policy == null) {
            throw new IllegalStateException("no report on AccessPolicy " + ref);
        }
        return PolicyStatuses.of(
                report, policy.rules().problems(), policy.prior(), policy.meta().generation(), options.now());
    }

    private JsonNode target(RawObject object, Ref ref) {
        DecidedTarget target = decided.get(ref);
        if (target == null) {
            return object.status();
        }
        boolean federationMayStand = snapshot.unserved().values().stream()
                .anyMatch(unserved -> unserved.subject().kind().equals("VirtualMesh"));
        return TargetStatuses.of(
                target,
                Optional.ofNullable(
                        snapshot.clusters().get(target.target().service().cluster())),
                object.status(),
                federationMayStand);
    }

    private static ObjectNode document(RawObject object, JsonNode status) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("apiVersion", object.apiVersion());
        document.put("kind", object.id().kind().kind());
        ObjectNode metadata = document.putObject("metadata");
        metadata.put("name", object.id().name());
        if (!object.id().namespace().isEmpty()) {
            metadata.put("namespace", object.id().namespace());
        }
        for (String map : List.of("labels", "annotations")) {
            JsonNode value = object.metadata().path(map);
            if (value.isObject() && !value.isEmpty()) {
                metadata.set(map, value);
            }
        }
        if (!object.spec().isMissingNode()) {
            document.set("spec", object.spec());
        }
        if (!status.isMissingNode() && !status.isEmpty()) {
            document.set("status", status);
        }
        return document;
    }
}
