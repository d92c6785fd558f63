// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ClusterDomain;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.FederatedTo;
import dev.weft.runtime.ref.Ref;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The status of a TrafficTarget: what applies to it, in full; it is also the memory of who was accepted first. */
public final class TargetStatuses {

    private static final String TRAFFIC = "appliedTrafficPolicies";
    private static final String ACCESS = "appliedAccessPolicies";
    private static final String FEDERATION = "appliedFederation";

    private TargetStatuses() {}

    /**
     * @param before status as read, a missing node when there was none
     * @param federation how it is called from other clusters; empty when it is not
     * @param federationStays whether what the status said of that before still stands where {@code federation} is empty
     */
    public static ObjectNode of(
            DecidedTarget decided,
            Optional<ClusterFact> cluster,
            JsonNode before,
            Optional<FederatedTo> federation,
            boolean federationStays) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        OtherStatuses.put(status, decided.target().generation(), before);
        put(status, TRAFFIC, traffic(decided, before));
        put(status, ACCESS, access(decided, before));
        String domain =
                cluster.map(ClusterFact::domain).orElse(ClusterDomain.DEFAULT).name();
        status.put(
                "localFqdn",
                decided.target().service().name() + "."
                        + decided.target().service().namespace() + ".svc." + domain);
        if (federation.isPresent()) {
            status.set(FEDERATION, federation(federation.get()));
        } else if (federationStays && before.path(FEDERATION).isObject()) {
            status.set(FEDERATION, before.path(FEDERATION));
        }
        if (before.path("conditions").isArray() && !before.path("conditions").isEmpty()) {
            status.set("conditions", before.path("conditions"));
        }
        return status;
    }

    private static ObjectNode federation(FederatedTo federation) {
        ObjectNode applied = JsonNodeFactory.instance.objectNode();
        applied.put("federatedHostname", federation.hostname());
        ArrayNode meshes = applied.putArray("federatedToMeshes");
        federation.meshes().forEach(mesh -> meshes.add(PolicyStatuses.ref(mesh)));
        if (federation.flatNetwork()) {
            applied.put("flatNetwork", true);
        }
        return applied;
    }

    private static Collection<JsonNode> traffic(DecidedTarget decided, JsonNode before) {
        Map<Ref, JsonNode> told = entries(before.path(TRAFFIC));
        Map<Ref, JsonNode> applied = new LinkedHashMap<>();
        decided.decision()
                .acceptedTraffic()
                .forEach(policy -> applied.put(policy.meta().ref(), entry(policy.meta(), policy.spec(), told)));
        return applied.values();
    }

    /** With the policies that were applied and cannot be judged now: what they ask for is still configured. */
    private static Collection<JsonNode> access(DecidedTarget decided, JsonNode before) {
        Map<Ref, JsonNode> told = entries(before.path(ACCESS));
        Map<Ref, JsonNode> applied = new TreeMap<>();
        for (AccessPolicyFact policy : decided.decision().acceptedAccess()) {
            applied.put(policy.meta().ref(), entry(policy.meta(), policy.spec(), told));
        }
        for (Verdict verdict : decided.decision().access()) {
            if (verdict instanceof Verdict.Undecided undecided && undecided.wasAccepted()) {
                // Which spec is in force is known only where the status told it.
                ObjectNode unknown = JsonNodeFactory.instance.objectNode();
                unknown.set("ref", PolicyStatuses.ref(verdict.policy()));
                applied.put(verdict.policy(), told.getOrDefault(verdict.policy(), unknown));
            }
        }
        return applied.values();
    }

    private static Map<Ref, JsonNode> entries(JsonNode list) {
        Map<Ref, JsonNode> entries = new LinkedHashMap<>();
        for (JsonNode entry : list) {
            Ref ref = new Ref(
                    entry.path("ref").path("namespace").asText(""),
                    entry.path("ref").path("name").asText(""));
            entries.putIfAbsent(ref, entry);
        }
        return entries;
    }

    private static JsonNode entry(PolicyMeta policy, JsonNode spec, Map<Ref, JsonNode> told) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        JsonNode before = told.get(policy.ref());
        OtherStatuses.put(entry, policy.generation(), before == null ? JsonNodeFactory.instance.missingNode() : before);
        entry.set("ref", PolicyStatuses.ref(policy.ref()));
        entry.set("spec", spec);
        return entry;
    }

    private static void put(ObjectNode status, String list, Collection<JsonNode> entries) {
        if (!entries.isEmpty()) {
            entries.forEach(status.putArray(list)::add);
        }
    }
}
