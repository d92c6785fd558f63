// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether DestinationRules let clients protect their connections less than before. */
final class TlsRisks {

    private static final String NONE = "";
    private static final Map<String, Integer> STRENGTH =
            Map.of("DISABLE", 0, "SIMPLE", 1, "MUTUAL", 2, "ISTIO_MUTUAL", 2);

    private TlsRisks() {}

    static List<Risk> of(OutputChange output, JsonNode before, JsonNode after) {
        if (!output.id().kind().kind().equals("DestinationRule") || output.kind() == OutputChange.Kind.KEPT) {
            return List.of();
        }
        SortedMap<String, String> was = modes(before.path("spec"));
        SortedMap<String, String> becomes = modes(after.path("spec"));
        SortedSet<String> places = new TreeSet<>(was.keySet());
        places.addAll(becomes.keySet());
        List<Risk> risks = new ArrayList<>();
        for (String place : places) {
            String old = was.getOrDefault(place, NONE);
            String now = becomes.getOrDefault(place, NONE);
            level(old, now)
                    .ifPresent(level -> risks.add(new Risk(
                            level,
                            Risk.Code.MTLS_LOWERED,
                            Optional.of(output.id()),
                            place + ": TLS mode " + named(old) + " becomes " + named(now))));
        }
        return risks;
    }

    /** A mode that is not given is the mesh's own choice: mutual TLS wherever both sides can. */
    private static Optional<Risk.Level> level(String old, String now) {
        if (old.equals(now)) {
            return Optional.empty();
        }
        if (now.equals(NONE)) {
            return strength(old) > 0 ? Optional.of(Risk.Level.MEDIUM) : Optional.empty();
        }
        int before = old.equals(NONE) ? 2 : strength(old);
        return strength(now) < before ? Optional.of(Risk.Level.HIGH) : Optional.empty();
    }

    /** A mode that is not known here counts as the weakest. */
    private static int strength(String mode) {
        return STRENGTH.getOrDefault(mode, 0);
    }

    private static String named(String mode) {
        return mode.equals(NONE) ? "(as the mesh decides)" : mode;
    }

    /** The mode of each place that has one. */
    private static SortedMap<String, String> modes(JsonNode spec) {
        SortedMap<String, String> modes = new TreeMap<>();
        policy("all ports", spec.path("trafficPolicy"), modes);
        spec.path("subsets")
                .forEach(subset ->
                        policy("subset " + subset.path("name").asText(), subset.path("trafficPolicy"), modes));
        return modes;
    }

    private static void policy(String place, JsonNode policy, SortedMap<String, String> modes) {
        mode(place, policy, modes);
        policy.path("portLevelSettings")
                .forEach(port -> mode(place + " port " + port.at("/port/number").asText(), port, modes));
    }

    private static void mode(String place, JsonNode policy, SortedMap<String, String> modes) {
        String mode = policy.at("/tls/mode").asText(NONE);
        if (policy.has("tls")) {
            modes.put(place, mode.isEmpty() ? "DISABLE" : mode);
        }
    }
}
