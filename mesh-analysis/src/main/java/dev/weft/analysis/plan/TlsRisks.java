// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether a DestinationRule lets clients protect their connections less than before. What is compared is the mode that holds for a
 * connection, so that it counts when a place that has no mode of its own begins, or ends, to follow another one.
 */
final class TlsRisks {

    private static final String RULE = "DestinationRule";

    /** The subset of connections to none, and the port of those to a port that the rule does not name. */
    private static final String ANY = "";

    private static final String NONE = "";
    private static final Map<String, Integer> STRENGTH =
            Map.of("DISABLE", 0, "SIMPLE", 1, "MUTUAL", 2, "ISTIO_MUTUAL", 2);

    private final OutputChange output;
    private final JsonNode before;
    private final JsonNode after;
    private final SortedSet<String> ports = new TreeSet<>();
    private final SortedSet<String> subsets = new TreeSet<>();

    private TlsRisks(OutputChange output, JsonNode before, JsonNode after) {
        this.output = output;
        this.before = before;
        this.after = after;
        names(before);
        names(after);
    }

    static List<Risk> of(OutputChange output, JsonNode before, JsonNode after) {
        return output.id().kind().kind().equals(RULE) && output.kind() != OutputChange.Kind.KEPT
                ? new TlsRisks(output, before.path("spec"), after.path("spec")).risks()
                : List.of();
    }

    private void names(JsonNode spec) {
        ports(spec.path("trafficPolicy"));
        for (JsonNode subset : spec.path("subsets")) {
            subsets.add(subset.path("name").asText());
            ports(subset.path("trafficPolicy"));
        }
    }

    private void ports(JsonNode policy) {
        policy.path("portLevelSettings").forEach(entry -> ports.add(number(entry)));
    }

    /** A place is told only when it fares in another way than what it is a part of. */
    private List<Risk> risks() {
        List<Risk> risks = new ArrayList<>();
        Step rule = step(ANY, ANY);
        add(ports.isEmpty() ? "all ports" : "all other ports", rule, risks);
        for (String port : ports) {
            Step step = step(ANY, port);
            if (!step.equals(rule)) {
                add("port " + port, step, risks);
            }
        }
        for (String subset : subsets) {
            Step whole = step(subset, ANY);
            if (!whole.equals(rule)) {
                add("subset " + subset, whole, risks);
            }
            for (String port : ports) {
                Step step = step(subset, port);
                if (!step.equals(whole) && !step.equals(step(ANY, port))) {
                    add("subset " + subset + " port " + port, step, risks);
                }
            }
        }
        return risks;
    }

    private void add(String place, Step step, List<Risk> risks) {
        step.level()
                .ifPresent(level -> risks.add(new Risk(
                        level,
                        Risk.Code.MTLS_LOWERED,
                        Optional.of(output.id()),
                        place + ": TLS mode " + named(step.old()) + " becomes " + named(step.now()))));
    }

    private static String named(String mode) {
        return mode.equals(NONE) ? "(as the mesh decides)" : mode;
    }

    private Step step(String subset, String port) {
        return new Step(mode(before, subset, port), mode(after, subset, port));
    }

    /**
     * The mode of connections to a subset and port. A subset takes what it does not say from the rule; an entry for a port takes nothing
     * from anywhere (https://istio.io/latest/docs/reference/config/networking/destination-rule/, portLevelSettings). A subset that is
     * not there is the rule.
     */
    private static String mode(JsonNode spec, String subset, String port) {
        String rule = mode(spec.path("trafficPolicy"), port).orElse(NONE);
        for (JsonNode candidate : spec.path("subsets")) {
            if (candidate.path("name").asText().equals(subset)) {
                return mode(candidate.path("trafficPolicy"), port).orElse(rule);
            }
        }
        return rule;
    }

    /** Empty when the policy leaves it to another one. */
    private static Optional<String> mode(JsonNode policy, String port) {
        for (JsonNode entry : policy.path("portLevelSettings")) {
            if (number(entry).equals(port)) {
                return Optional.of(own(entry).orElse(NONE));
            }
        }
        return own(policy);
    }

    private static String number(JsonNode entry) {
        return entry.at("/port/number").asText("0");
    }

    /** A {@code tls} without a mode is one without TLS. */
    private static Optional<String> own(JsonNode policy) {
        String mode = policy.at("/tls/mode").asText();
        return policy.has("tls") ? Optional.of(mode.isEmpty() ? "DISABLE" : mode) : Optional.empty();
    }

    /** How the mode of a place changes. */
    private record Step(String old, String now) {

        /** A mode that is not given is the mesh's own choice: mutual TLS wherever both sides can. */
        Optional<Risk.Level> level() {
            if (old.equals(now)) {
                return Optional.empty();
            }
            if (now.equals(NONE)) {
                return strength(old) > 0 ? Optional.of(Risk.Level.MEDIUM) : Optional.empty();
            }
            int least = old.equals(NONE) ? 2 : strength(old);
            return strength(now) < least ? Optional.of(Risk.Level.HIGH) : Optional.empty();
        }

        /** A mode that is not known here counts as the weakest. */
        private static int strength(String mode) {
            return STRENGTH.getOrDefault(mode, 0);
        }
    }
}
