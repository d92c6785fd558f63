// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import dev.weft.api.shared.Condition;
import dev.weft.certagent.bounce.Bouncing;
import dev.weft.certagent.bounce.Selector;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Restarts that somebody asks for without a new certificate, by a PodBounceDirective with the annotation {@link Marks#RESTART}: with the order
 * and the protections of those that follow a certificate, and once for each such object. Between two steps nothing is remembered.
 */
final class RestartOnRequest {

    /** Whether all is done. */
    static final String RESTARTED = "Restarted";

    /** On what the plane writes: that is followed after a certificate, and its progress is of that. */
    private static final String OF_THE_PLANE = "owner.networking.mesh.gloo.solo.io";

    private static final int CONFLICT = 409;
    private static final int MOST_STEPS = 100;

    private final KubernetesClient client;
    private final AgentRules rules;
    private final Pods pods;
    private final InstantSource clock;

    RestartOnRequest(KubernetesClient client, AgentRules rules, InstantSource clock) {
        this.client = client;
        this.rules = rules;
        this.pods = new Pods(client, Marks.RESTART);
        this.clock = clock;
    }

    /**
     * Goes as far as it goes.
     *
     * @return when to go on although nothing changes
     * @throws HinderedException when the server does not let it; the status says so by then, if it could be written
     */
    Optional<Instant> work(Ref ref) {
        for (int i = 0; i < MOST_STEPS; i++) {
            PodBounceDirective directive = client.resources(PodBounceDirective.class)
                    .inNamespace(ref.namespace())
                    .withName(ref.name())
                    .get();
            if (directive == null || !isAsked(directive.getMetadata())) {
                return Optional.empty();
            }
            if (step(directive) instanceof Worker.Outcome.Rests rests) {
                return rests.until();
            }
        }
        return Optional.of(clock.instant());
    }

    private static boolean isAsked(ObjectMeta metadata) {
        return metadata.getDeletionTimestamp() == null
                && metadata.getAnnotations() != null
                && metadata.getAnnotations().containsKey(Marks.RESTART)
                && (metadata.getLabels() == null || !metadata.getLabels().containsKey(OF_THE_PLANE));
    }

    private Worker.Outcome step(PodBounceDirective object) {
        try {
            return next(object);
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return new Worker.Outcome.Went();
            }
            try {
                tell(object, false, "WriteFailed", Worker.words(e));
            } catch (KubernetesClientException unheard) {
                // Then it does not answer at all, and what it is asked next says so.
            }
            throw new HinderedException(
                    "PodBounceDirective " + object.getMetadata().getName() + ": " + Worker.words(e));
        }
    }

    private Worker.Outcome next(PodBounceDirective object) {
        String asked = object.getMetadata().getUid();
        Bouncing.Directive directive = new Bouncing.Directive(
                Objects.requireNonNullElse(object.getSpec(), new PodBounceDirectiveSpec(null)),
                Objects.requireNonNullElse(object.getStatus(), new PodBounceDirectiveStatus(null, null)),
                asked);
        Optional<Selector> turn = Bouncing.turn(directive);
        if (turn.isEmpty()) {
            tell(object, true, "Done", "everything that it selects was restarted, or is named with the reason why not");
            return new Worker.Outcome.Rests(Optional.empty());
        }
        return switch (Bouncing.next(directive, turn.get(), around(turn.get()))) {
            case Bouncing.Record record -> {
                write(object, record.status());
                yield new Worker.Outcome.Went();
            }
            case Bouncing.Restart restart -> {
                pods.restart(restart, asked);
                yield new Worker.Outcome.Went();
            }
            case Bouncing.Wait wait -> {
                tell(object, false, "Waiting", wait.what());
                yield new Worker.Outcome.Rests(Optional.of(clock.instant().plus(Worker.WHILE_RESTARTING)));
            }
        };
    }

    private Bouncing.Around around(Selector selector) {
        return new Bouncing.Around(
                pods.selected(selector),
                selector.sync().flatMap(this::root),
                selector.sync().flatMap(sync -> pods.entry(sync.configMap(), sync.configMapKey())));
    }

    /** What istiod is to spread; other Secrets than that of an istiod are none of ours. */
    private Optional<String> root(Selector.Sync sync) {
        if (!sync.secret().name().equals(Marks.CA_CERTS)
                || !rules.istioNamespaces().contains(sync.secret().namespace())) {
            return Optional.empty();
        }
        Secret secret = client.secrets()
                .inNamespace(sync.secret().namespace())
                .withName(sync.secret().name())
                .get();
        return secret == null || secret.getData() == null
                ? Optional.empty()
                : Optional.ofNullable(secret.getData().get(sync.secretKey()))
                        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }

    /** Writes the condition if it says something else. */
    private void tell(PodBounceDirective object, boolean done, String reason, String message) {
        PodBounceDirectiveStatus told =
                Objects.requireNonNullElse(object.getStatus(), new PodBounceDirectiveStatus(null, null));
        String status = done ? "True" : "False";
        List<Condition> conditions = new ArrayList<>();
        Optional<Condition> before = Optional.empty();
        for (Condition one : Objects.requireNonNullElse(told.conditions(), List.<Condition>of())) {
            if (one != null && RESTARTED.equals(one.type())) {
                before = Optional.of(one);
            } else if (one != null) {
                conditions.add(one);
            }
        }
        Long generation = object.getMetadata().getGeneration();
        String since = before.filter(old -> status.equals(old.status()))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Condition now = new Condition(RESTARTED, status, generation == null ? 0L : generation, since, reason, message);
        if (before.filter(now::equals).isEmpty()) {
            conditions.add(now);
            write(object, new PodBounceDirectiveStatus(told.podsBounced(), conditions));
        }
    }

    private void write(PodBounceDirective object, PodBounceDirectiveStatus status) {
        object.setStatus(status);
        client.resource(object).updateStatus();
    }
}
