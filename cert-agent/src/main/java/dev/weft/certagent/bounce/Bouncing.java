// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.bounce;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import dev.weft.api.certificates.PodBounceDirectiveStatus.BouncedPods;
import dev.weft.api.certificates.PodBounceDirectiveStatus.BouncedPods.State;
import dev.weft.certagent.bounce.PodFact.Owner;
import dev.weft.certagent.issue.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The restarts of a PodBounceDirective, selector by selector, strictly in order. What is to be restarted is written into the status before
 * anything is restarted, so an agent that dies in between goes on with the same pods, and restarts none twice.
 */
public final class Bouncing {

    private static final int MOST_NAMED = 10;

    private Bouncing() {}

    /**
     * A PodBounceDirective, for one issuance.
     *
     * @param issuance of the certificate that is in place; progress for another one counts for nothing (C28)
     */
    public record Directive(PodBounceDirectiveSpec spec, PodBounceDirectiveStatus told, String issuance) {

        private List<Selector> selectors() {
            List<PodSelector> all = spec.podsToBounce() == null
                    ? List.of()
                    : spec.podsToBounce().stream().filter(Objects::nonNull).toList();
            return all.stream().map(Selector::of).toList();
        }

        private Optional<BouncedPods> progress(Selector selector) {
            return done().stream()
                    .filter(entry -> selector.identity().equals(entry.selector()))
                    .findFirst();
        }

        private List<BouncedPods> done() {
            return told.podsBounced() == null
                    ? List.of()
                    : told.podsBounced().stream()
                            .filter(Objects::nonNull)
                            .filter(entry -> issuance.equals(entry.issuance()))
                            .toList();
        }
    }

    /**
     * What there is around a selector.
     *
     * @param pods that it selects now
     * @param wantedRoot what the Secret of its sync has; empty when it has no such entry
     * @param spreadRoot what the ConfigMap has; empty when it is not there, or has no such entry
     */
    public record Around(List<PodFact> pods, Optional<String> wantedRoot, Optional<String> spreadRoot) {
        public Around {
            pods = List.copyOf(pods);
        }
    }

    /** The next thing to do. */
    public sealed interface Move {}

    /** Write this status. */
    public record Record(PodBounceDirectiveStatus status) implements Move {}

    /**
     * Restart.
     *
     * @param rollouts whose templates get the issuance
     * @param pods to be deleted, by their uid
     */
    public record Restart(List<Owner.Rollout> rollouts, List<PodFact> pods) implements Move {
        public Restart {
            rollouts = List.copyOf(rollouts);
            pods = List.copyOf(pods);
        }
    }

    /** Look again in a moment; nothing tells of it. */
    public record Wait(String what) implements Move {}

    /** The selector whose turn it is; empty when all are done. */
    public static Optional<Selector> turn(Directive directive) {
        return directive.selectors().stream()
                .filter(selector -> directive
                        .progress(selector)
                        .filter(entry -> entry.state() == State.DONE)
                        .isEmpty())
                .findFirst();
    }

    /** Whether anything was restarted for this issuance, or would have been. */
    public static boolean hasBegun(Directive directive) {
        return !directive.done().isEmpty();
    }

    /** What to do next about the selector whose turn it is. */
    public static Move next(Directive directive, Selector selector, Around around) {
        Optional<BouncedPods> progress = directive.progress(selector);
        if (progress.isEmpty()) {
            return begin(directive, selector, around);
        }
        BouncedPods entry = progress.get();
        return entry.state() == State.WAITING
                ? awaitReplicas(directive, selector, entry, around)
                : restart(directive, selector, entry, around);
    }

    private static Move begin(Directive directive, Selector selector, Around around) {
        Optional<String> objection = selector.objection();
        if (objection.isPresent()) {
            return record(
                    directive,
                    entry(directive, selector, List.of(), State.DONE, "nothing is restarted: " + objection.get()));
        }
        Optional<String> waiting = selector.sync().flatMap(sync -> outOfSync(sync, around));
        if (waiting.isPresent()) {
            return new Wait(waiting.get());
        }
        // One that was made for this issuance has it: the directive was deleted and is there again, and nobody would
        // roll it out once more.
        List<PodFact> pods = around.pods().stream()
                .filter(pod -> !pod.ending() && pod.ofMesh() && !(pod.owner() instanceof Owner.LeftAlone))
                .filter(pod -> !pod.issuance().equals(directive.issuance()))
                .toList();
        return record(directive, entry(directive, selector, pods, State.RESTARTING, leftOut(around.pods())));
    }

    /** A ConfigMap that is not there yet is waited for like one that is old (D3). */
    private static Optional<String> outOfSync(Selector.Sync sync, Around around) {
        if (around.wantedRoot().isEmpty()) {
            return Optional.of("waits for entry " + sync.secretKey() + " of Secret " + sync.secret());
        }
        return around.spreadRoot().map(String::strip).equals(around.wantedRoot().map(String::strip))
                ? Optional.empty()
                : Optional.of("waits for istiod to write the new root into ConfigMap " + sync.configMap());
    }

    private static String leftOut(List<PodFact> pods) {
        SortedSet<String> sentences = new TreeSet<>();
        for (PodFact pod : pods) {
            if (!pod.ofMesh()) {
                sentences.add(pod.ref().name() + " is neither istiod nor carries a proxy");
            } else if (pod.owner() instanceof Owner.LeftAlone left) {
                sentences.add(pod.ref().name() + " is " + left.words());
            }
        }
        int more = sentences.size() - MOST_NAMED;
        return sentences.isEmpty()
                ? ""
                : "not restarted: "
                        + sentences.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + more + " more" : "");
    }

    private static Move restart(Directive directive, Selector selector, BouncedPods entry, Around around) {
        List<String> uids = uids(entry);
        List<Owner.Rollout> rollouts = new ArrayList<>();
        List<PodFact> pods = new ArrayList<>();
        for (PodFact pod : around.pods()) {
            if (!uids.contains(pod.uid()) || pod.ending()) {
                continue;
            }
            switch (pod.owner()) {
                case Owner.Rollout rollout -> {
                    if (!rollout.issuance().equals(directive.issuance()) && !rollouts.contains(rollout)) {
                        rollouts.add(rollout);
                    }
                }
                case Owner.Plain plain -> pods.add(pod);
                case Owner.LeftAlone left -> {}
            }
        }
        if (!rollouts.isEmpty() || !pods.isEmpty()) {
            return new Restart(rollouts, pods);
        }
        return record(directive, with(entry, selector.replicas() > 0 ? State.WAITING : State.DONE));
    }

    /** Pods are told apart by uid: those of a StatefulSet come back under their names. */
    private static Move awaitReplicas(Directive directive, Selector selector, BouncedPods entry, Around around) {
        List<String> uids = uids(entry);
        long ready = around.pods().stream()
                .filter(pod -> pod.ready() && !pod.ending() && !uids.contains(pod.uid()))
                .count();
        return ready >= selector.replicas()
                ? record(directive, with(entry, State.DONE))
                : new Wait("waits for " + selector.replicas() + " ready " + selector + " after the restart, sees "
                        + ready);
    }

    private static List<String> uids(BouncedPods entry) {
        return entry.uids() == null
                ? List.of()
                : entry.uids().stream().filter(Objects::nonNull).toList();
    }

    private static BouncedPods entry(
            Directive directive, Selector selector, List<PodFact> pods, State state, String message) {
        return new BouncedPods(
                pods.stream().map(PodFact::ref).map(Ref::name).toList(),
                pods.stream().map(PodFact::uid).toList(),
                selector.identity(),
                directive.issuance(),
                state,
                message.isEmpty() ? null : message);
    }

    private static BouncedPods with(BouncedPods entry, State state) {
        return new BouncedPods(
                entry.bouncedPods(), entry.uids(), entry.selector(), entry.issuance(), state, entry.message());
    }

    /** Entries of other issuances go; those of this one keep the order in which their turns came. */
    private static Move record(Directive directive, BouncedPods next) {
        List<BouncedPods> all = new ArrayList<>();
        boolean replaced = false;
        for (BouncedPods entry : directive.done()) {
            boolean same = String.valueOf(next.selector()).equals(entry.selector());
            all.add(same ? next : entry);
            replaced |= same;
        }
        if (!replaced) {
            all.add(next);
        }
        return new Record(new PodBounceDirectiveStatus(all, directive.told().conditions()));
    }
}
