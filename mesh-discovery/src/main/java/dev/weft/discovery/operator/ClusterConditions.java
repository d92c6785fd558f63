// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Credentials;
import dev.weft.runtime.step.StatusBook;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What discovery says of a KubernetesCluster: {@code Reachable}, {@code Permitted}, and {@code Discovered}, by which networking knows that
 * what is not there does not exist.
 */
final class ClusterConditions {

    static final String DISCOVERED = "Discovered";
    static final List<String> TYPES = List.of("Reachable", "Permitted", DISCOVERED);

    private ClusterConditions() {}

    /**
     * The part of the status that is ours.
     *
     * @param view null when nobody watches the cluster: there is no usable kubeconfig Secret
     * @param isLeaving whether its registration ends, and what was found goes
     * @param unwritten what was discovered there and is not written yet, and why
     * @param held what is said of deletes that wait for an approval; empty for nothing
     */
    static ObjectNode status(
            @Nullable ClusterView view,
            boolean isLeaving,
            SortedMap<ObjectId, OutputState> unwritten,
            String held,
            StatusBook.Subject subject,
            String now) {
        List<Condition> conditions = view == null
                ? unregistered()
                : List.of(
                        reachable(view),
                        permitted(view),
                        discovered(view, isLeaving, unwritten, held, subject.status()));
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.set(
                "conditions",
                Conditions.merge(subject.status().path("conditions"), conditions, subject.generation(), now));
        return status;
    }

    private static List<Condition> unregistered() {
        String message = "there is no Secret of type solo.io/kubeconfig with the name of the cluster in this namespace";
        return TYPES.stream()
                .map(type -> new Condition(type, ConditionStatus.UNKNOWN, "NoKubeconfig", message))
                .toList();
    }

    private static Condition reachable(ClusterView view) {
        if (!view.problems().isEmpty()) {
            return new Condition(
                    "Reachable", ConditionStatus.FALSE, "BadRegistration", Conditions.message(view.problems()));
        }
        return switch (view.contact()) {
            case ClusterView.Contact.Alive alive ->
                new Condition("Reachable", ConditionStatus.TRUE, "Reachable", "the API server answers");
            case ClusterView.Contact.Connecting connecting ->
                new Condition("Reachable", ConditionStatus.UNKNOWN, "Connecting", connecting.message());
            case ClusterView.Contact.Silent silent ->
                new Condition(
                        "Reachable",
                        ConditionStatus.FALSE,
                        "Unreachable",
                        silent.message() + (silent.since().isEmpty() ? "" : "; it answered last at " + silent.since()));
        };
    }

    private static Condition permitted(ClusterView view) {
        if (view.credentials().isDead()) {
            boolean expired = view.credentials().standing() == Credentials.Standing.EXPIRED;
            return new Condition(
                    "Permitted",
                    ConditionStatus.FALSE,
                    expired ? "Expired" : "Unauthorized",
                    view.credentials().message());
        }
        if (view.denials().isEmpty()) {
            return new Condition("Permitted", ConditionStatus.TRUE, "Permitted", "all that is needed may be read");
        }
        return new Condition(
                "Permitted",
                ConditionStatus.FALSE,
                "Forbidden",
                Conditions.message(view.denials().stream()
                        .map(denial -> "may not " + denial.verb() + " " + denial.resource())
                        .toList()));
    }

    /** Stays True while something new is on its way: what is not there yet has not been there before. */
    private static Condition discovered(
            ClusterView view,
            boolean isLeaving,
            SortedMap<ObjectId, OutputState> unwritten,
            String held,
            JsonNode before) {
        List<String> unknown = unknown(view.knowledge());
        if (!unknown.isEmpty()) {
            return new Condition(
                    DISCOVERED,
                    ConditionStatus.FALSE,
                    "SourceUnknown",
                    "could not be read: " + Conditions.message(unknown) + stays(held));
        }
        if (isLeaving) {
            return new Condition(
                    DISCOVERED,
                    ConditionStatus.TRUE,
                    "Deregistering",
                    "what was found is removed, because the cluster is being deregistered");
        }
        List<String> refused = refused(unwritten);
        if (!refused.isEmpty()) {
            return new Condition(
                    DISCOVERED,
                    ConditionStatus.FALSE,
                    "Refused",
                    "the management cluster refuses: " + Conditions.message(refused) + stays(held));
        }
        if (!unwritten.isEmpty() && !Conditions.isTrue(before, DISCOVERED)) {
            return new Condition(
                    DISCOVERED,
                    ConditionStatus.FALSE,
                    "Pending",
                    "what was found is being written for the first time" + stays(held));
        }
        return new Condition(
                DISCOVERED, ConditionStatus.TRUE, DISCOVERED, "all that was found is written" + stays(held));
    }

    /** What was found is one set for all clusters, and so is what is approved of it. */
    private static String stays(String held) {
        return held.isEmpty() ? "" : "; what is found no longer, on all clusters, stays: " + held;
    }

    private static List<String> refused(SortedMap<ObjectId, OutputState> unwritten) {
        List<String> refused = new ArrayList<>();
        unwritten.forEach((id, state) -> {
            if (state instanceof OutputState.Refused why) {
                refused.add(id.words() + " (" + why.code() + " " + why.message() + ")");
            }
        });
        return refused;
    }

    private static List<String> unknown(ClusterKnowledge knowledge) {
        List<String> unknown = new ArrayList<>();
        new TreeSet<>(SourceKinds.all()).forEach(kind -> {
            if (knowledge.of(kind) instanceof Knowledge.Unknown why) {
                unknown.add(kind + " (" + why.reason() + ")");
            }
        });
        return unknown;
    }
}
