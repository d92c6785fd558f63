// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets changes of TrafficTargets through, those of nothing but endpoints at most once in a while: pods come and go all the time, and a write
 * for each would load the management cluster and wake everybody who watches.
 */
final class EndpointPace {

    /** Between two writes of one object because of endpoints. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final String ENDPOINTS = "endpointSubsets";

    private final Map<ObjectId, Passed> passed = new HashMap<>();
    private final SortedMap<ObjectId, Rendered> waiting = new TreeMap<>();

    /**
     * @param rest hash of the object without its endpoints
     * @param at when it was let through last
     */
    private record Passed(String rest, Instant at) {}

    /** Takes a changed object; empty when it has to wait. */
    Optional<Rendered> change(Rendered object, Instant now) {
        if (!object.id().kind().kind().equals(Kinds.TRAFFIC_TARGET.kind())) {
            return Optional.of(object);
        }
        String rest = withoutEndpoints(object);
        Passed before = passed.get(object.id());
        if (before != null
                && before.rest().equals(rest)
                && now.isBefore(before.at().plus(PAUSE))) {
            waiting.put(object.id(), object);
            return Optional.empty();
        }
        waiting.remove(object.id());
        passed.put(object.id(), new Passed(rest, now));
        return Optional.of(object);
    }

    void gone(ObjectId id) {
        passed.remove(id);
        waiting.remove(id);
    }

    /** Objects that have waited long enough. */
    List<Rendered> due(Instant now) {
        List<Rendered> due = new ArrayList<>();
        waiting.values().removeIf(object -> {
            Passed before = passed.get(object.id());
            boolean isDue = before == null || !now.isBefore(before.at().plus(PAUSE));
            if (isDue) {
                due.add(object);
                passed.put(object.id(), new Passed(withoutEndpoints(object), now));
            }
            return isDue;
        });
        return due;
    }

    Optional<Instant> wakeAt() {
        return waiting.keySet().stream()
                .map(passed::get)
                .map(before -> before == null ? Instant.MIN : before.at().plus(PAUSE))
                .min(Instant::compareTo);
    }

    private static String withoutEndpoints(Rendered object) {
        ObjectNode tree = CanonicalJson.object(object.json());
        JsonNode service = tree.path("spec").path("kubeService");
        if (service instanceof ObjectNode kubeService) {
            kubeService.remove(ENDPOINTS);
        }
        return CanonicalJson.sha256(CanonicalJson.bytes(tree));
    }
}
