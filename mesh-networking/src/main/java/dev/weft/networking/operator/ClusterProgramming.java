// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.status.Programming.Hitch;
import dev.weft.networking.status.Programming.Reason;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Credentials;
import dev.weft.runtime.step.StatusBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What networking says of each KubernetesCluster: {@code Programmed}, how what is wanted there stands, counted as it changes; and how long
 * its credentials are good.
 */
final class ClusterProgramming {

    private final String installNamespace;
    private final Map<ObjectId, Optional<Hitch>> standings = new HashMap<>();
    private final Map<String, Count> counts = new HashMap<>();
    private final Map<String, Credentials> credentials = new HashMap<>();
    private final Map<String, Departure> departures = new HashMap<>();
    private final Map<String, List<ClusterView.Denial>> denials = new HashMap<>();

    /** What stands how on one cluster. */
    private static final class Count {
        private int written;
        private final SortedMap<Reason, Integer> hitches = new TreeMap<>();
        /** What is said of deletes that are held: nothing else tells of objects that nobody wants. */
        private final SortedMap<String, Integer> held = new TreeMap<>();

        private void add(Optional<Hitch> standing, int difference) {
            if (standing.isEmpty()) {
                written += difference;
            } else {
                Reason reason = standing.get().reason();
                hitches.merge(reason, difference, Integer::sum);
                hitches.remove(reason, 0);
                if (reason == Reason.DELETES_HELD) {
                    held.merge(standing.get().message(), difference, Integer::sum);
                    held.remove(standing.get().message(), 0);
                }
            }
        }
    }

    ClusterProgramming(String installNamespace) {
        this.installNamespace = installNamespace;
    }

    boolean reportsOn(ObjectId id) {
        return ReadKinds.isRegistration(id, installNamespace);
    }

    ObjectId id(String cluster) {
        return new ObjectId(ObjectId.MANAGEMENT, ReadKinds.KUBERNETES_CLUSTER, installNamespace, cluster);
    }

    /** @param standing why an output is not in effect; empty when it is */
    void stands(ObjectId output, Optional<Hitch> standing) {
        forget(output);
        standings.put(output, standing);
        counts.computeIfAbsent(output.cluster(), absent -> new Count()).add(standing, 1);
    }

    /** An output is neither wanted nor there. */
    void forget(ObjectId output) {
        Optional<Hitch> before = standings.remove(output);
        Count count = counts.get(output.cluster());
        if (before != null && count != null) {
            count.add(before, -1);
        }
    }

    /** @return whether that is something else than before */
    boolean leaves(String cluster, Departure departure) {
        return !departure.equals(departures.put(cluster, departure));
    }

    void stays(String cluster) {
        departures.remove(cluster);
    }

    void know(String cluster, ClusterView view) {
        credentials.put(cluster, view.credentials());
        denials.put(cluster, view.denials());
    }

    /** The cluster is no longer registered. */
    void forget(String cluster) {
        credentials.remove(cluster);
        denials.remove(cluster);
    }

    /** Whether nothing is in the way but that writes are on their way. */
    boolean isPending(String cluster) {
        Count count = counts.get(cluster);
        return count != null && count.hitches.size() == 1 && count.hitches.containsKey(Reason.PENDING);
    }

    /** The part of the status that is ours. */
    ObjectNode status(String cluster, StatusBook.Subject subject, String now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.set(
                "conditions",
                Conditions.merge(subject.status().path("conditions"), conditions(cluster), subject.generation(), now));
        return status;
    }

    private List<Condition> conditions(String cluster) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(programmed(cluster));
        CredentialsCondition.of(credentials.get(cluster)).ifPresent(conditions::add);
        return conditions;
    }

    private Condition programmed(String cluster) {
        if (!credentials.containsKey(cluster)) {
            return new Condition(
                    "Programmed",
                    ConditionStatus.UNKNOWN,
                    "NoKubeconfig",
                    "there is no kubeconfig Secret: nothing is written there, and what was written before stays there");
        }
        Departure departure = departures.get(cluster);
        return departure == null
                ? condition(counts.getOrDefault(cluster, new Count()), denied(denials.getOrDefault(cluster, List.of())))
                : departure.condition();
    }

    /** What may not be written, or not be read to know what to write; a message that this is added to, or empty. */
    private static String denied(List<ClusterView.Denial> denials) {
        return denials.isEmpty()
                ? ""
                : "; networking may not "
                        + Conditions.message(denials.stream()
                                .map(denial -> denial.verb() + " " + denial.resource())
                                .toList());
    }

    private static Condition condition(Count count, String denied) {
        if (count.hitches.isEmpty()) {
            String message = count.written == 0 ? "there is nothing to write" : objects(count.written) + " in place";
            return new Condition("Programmed", ConditionStatus.TRUE, "Programmed", message + denied);
        }
        if (count.hitches.lastKey() == Reason.PENDING && count.hitches.size() == 1) {
            return new Condition(
                    "Programmed", ConditionStatus.FALSE, Reason.PENDING.wire(), "objects are being written");
        }
        int hitched =
                count.hitches.values().stream().mapToInt(Integer::intValue).sum();
        List<String> reasons = new ArrayList<>();
        count.hitches.forEach((reason, number) -> reasons.add(number + " " + reason.wire()));
        return new Condition(
                "Programmed",
                ConditionStatus.FALSE,
                count.hitches.firstKey().wire(),
                hitched + " of " + objects(hitched + count.written) + " not in effect: " + String.join(", ", reasons)
                        + count.held.keySet().stream()
                                .map(message -> "; " + message)
                                .collect(Collectors.joining())
                        + denied);
    }

    private static String objects(int number) {
        return number == 1 ? "1 object" : number + " objects";
    }
}
