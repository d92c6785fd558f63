// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import dev.weft.certagent.bounce.Bouncing;
import dev.weft.certagent.bounce.Selector;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Issuing;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Standing;
import dev.weft.certagent.issue.Standing.Reason;
import dev.weft.certagent.issue.Statuses;
import dev.weft.certagent.issue.Step;
import dev.weft.certagent.issue.Stored;
import dev.weft.certagent.issue.World;
import dev.weft.pki.PkiException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, decides and does, one step at a time; between two steps nothing is remembered, so it may be stopped after any of them.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Nothing tells of pods: watching all of a cluster would cost more than asking now and then while some restart. */
    static final Duration WHILE_RESTARTING = Duration.ofSeconds(1);

    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;
    /** After so many others get their turn. */
    private static final int MOST_STEPS = 100;

    private final AgentRules rules;
    private final Cluster cluster;
    private final Pods pods;
    private final Material material;
    private final Lookout lookout;
    private final MeshConfigs meshConfigs;
    private final InstantSource clock;
    private final KubernetesClient client;
    private final Observer observer;

    /** Hears what became of an IssuedCertificate. */
    interface Observer {
        void stands(Ref certificate, Standing standing);

        void gone(Ref certificate);
    }

    /** What became of a step. */
    sealed interface Outcome {

        /** Something was written; there may be more to do. */
        record Went() implements Outcome {}

        /** Nothing more to do before this moment; never when it is empty. */
        record Rests(Optional<Instant> until) implements Outcome {}
    }

    Worker(KubernetesClient client, Material material, Lookout lookout, InstantSource clock, Observer observer) {
        this.client = client;
        this.rules = material.rules();
        this.lookout = lookout;
        this.cluster = new Cluster(client, rules);
        this.pods = new Pods(client, Marks.ISSUANCE);
        this.meshConfigs = new MeshConfigs(client, rules);
        this.material = material;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Goes as far as it goes.
     *
     * @return when to go on although nothing changes
     * @throws HinderedException when the server does not let it; the status says so by then, if it could be written
     */
    Optional<Instant> work(Ref ref) {
        for (int i = 0; i < MOST_STEPS; i++) {
            if (step(ref) instanceof Outcome.Rests rests) {
                return rests.until();
            }
        }
        return Optional.of(clock.instant());
    }

    /**
     * One look, and at most one write.
     *
     * @throws HinderedException as {@link #work}
     */
    Outcome step(Ref ref) {
        try {
            Optional<Look> look = cluster.look(ref);
            if (look.isPresent()) {
                // First: it is there so that what is stored next is trusted.
                return switch (meshConfigs.keep(look.get().world().wanted())) {
                    case MeshConfigs.Wrote wrote -> new Outcome.Went();
                    case MeshConfigs.Left left -> decided(look.get().complaining(left.complaint()));
                };
            }
            observer.gone(ref);
            lookout.gone(ref);
            return new Outcome.Rests(Optional.empty());
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return new Outcome.Went();
            }
            hindered(ref, words(e));
            throw new HinderedException("IssuedCertificate " + ref + ": " + words(e));
        }
    }

    private Outcome decided(Look look) {
        try {
            return done(look);
        } catch (PkiException e) {
            return tell(
                    look,
                    Issuing.hindered(
                            look.world(),
                            rules,
                            clock.instant(),
                            Reason.UNSUITABLE_SPEC,
                            String.valueOf(e.getMessage())));
        }
    }

    private Outcome done(Look look) throws PkiException {
        Step step = Issuing.next(look.world(), rules, clock.instant());
        return switch (step) {
            case Step.NotOurs notOurs -> new Outcome.Rests(Optional.empty());
            case Step.Rest rest -> tell(look, rest.standing());
            case Step.InPlace inPlace -> afterwards(look, inPlace.stored());
            case Step.Act act -> {
                act(look, act);
                LOG.atInfo()
                        .addKeyValue("issuedCertificate", look.world().wanted().self())
                        .log("{}", act.getClass().getSimpleName());
                yield new Outcome.Went();
            }
        };
    }

    private void act(Look look, Step.Act act) throws PkiException {
        var wanted = look.world().wanted();
        switch (act) {
            case Step.MakeKey makeKey -> cluster.write(material.newKey(wanted, look.key()));
            case Step.Ask ask -> cluster.write(material.request(wanted, ask));
            case Step.DropRequest drop -> look.request().ifPresent(cluster::delete);
            case Step.DropKey drop -> look.key().ifPresent(cluster::delete);
            case Step.BackUp backUp ->
                cluster.write(material.backup(wanted, look.caCerts().orElseThrow()));
            case Step.Store store -> cluster.write(material.caCerts(wanted, store.next(), look.caCerts()));
            case Step.Amend amend ->
                cluster.write(
                        material.amended(wanted, amend.next(), look.caCerts().orElseThrow()));
        }
    }

    private Outcome afterwards(Look look, Stored stored) {
        World world = look.world();
        Optional<Ref> ref = world.wanted().directive();
        if (ref.isEmpty() || stored.isTakenOver() || Issuing.wasFinished(world, stored)) {
            return finished(look, stored);
        }
        PodBounceDirective directive = client.resources(PodBounceDirective.class)
                .inNamespace(ref.get().namespace())
                .withName(ref.get().name())
                .get();
        if (directive == null) {
            String message =
                    "waits for PodBounceDirective " + ref.get() + ", which the spec names and which is not there";
            return tell(look, Issuing.inPlace(world, rules, stored, Reason.DIRECTIVE_MISSING, message));
        }
        return bounce(look, stored, directive);
    }

    private Outcome finished(Look look, Stored stored) {
        String message = "Secret " + look.world().wanted().secret() + " is in place";
        return tell(look, Issuing.inPlace(look.world(), rules, stored, Reason.FINISHED, message));
    }

    private Outcome bounce(Look look, Stored stored, PodBounceDirective object) {
        Bouncing.Directive directive = new Bouncing.Directive(
                Objects.requireNonNullElse(object.getSpec(), new PodBounceDirectiveSpec(null)),
                Objects.requireNonNullElse(object.getStatus(), new PodBounceDirectiveStatus(null, null)),
                stored.issuance());
        Optional<Selector> turn = Bouncing.turn(directive);
        // What a directive selects later, a change of what is trusted does not restart.
        if (turn.isEmpty() || (Issuing.wasEverFinished(look.world(), stored) && Bouncing.hasBegun(directive))) {
            return finished(look, stored);
        }
        // Told first: from the write of cacerts on it is issued, whatever the restarts come to.
        if (look.world().told().state() != State.ISSUED) {
            tell(look, restarting(look, stored, "restarts what uses the certificate before"));
            return new Outcome.Went();
        }
        return switch (Bouncing.next(directive, turn.get(), around(look, stored, turn.get()))) {
            case Bouncing.Record record -> {
                object.setStatus(record.status());
                client.resource(object).updateStatus();
                yield new Outcome.Went();
            }
            case Bouncing.Restart restart -> {
                pods.restart(restart, stored.issuance());
                LOG.atInfo()
                        .addKeyValue("rollouts", restart.rollouts().size())
                        .addKeyValue("pods", restart.pods().size())
                        .log("restarted {}", turn.get());
                yield new Outcome.Went();
            }
            case Bouncing.Wait wait -> {
                tell(look, restarting(look, stored, wait.what()));
                yield new Outcome.Rests(Optional.of(clock.instant().plus(WHILE_RESTARTING)));
            }
        };
    }

    private Standing restarting(Look look, Stored stored, String what) {
        return Issuing.inPlace(look.world(), rules, stored, Reason.RESTARTING, what);
    }

    private Bouncing.Around around(Look look, Stored stored, Selector selector) {
        Ref secret = look.world().wanted().secret();
        Optional<String> wanted = selector.sync()
                .filter(sync -> sync.secret().equals(secret))
                .flatMap(sync -> Optional.ofNullable(stored.caCerts().data().get(sync.secretKey())))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        Optional<String> spread = selector.sync().flatMap(sync -> pods.entry(sync.configMap(), sync.configMapKey()));
        return new Bouncing.Around(pods.selected(selector), wanted, spread);
    }

    /** Writes the status if it would say something else, with what is seen of trust now. */
    private Outcome tell(Look look, Standing standing) {
        Lookout.Sight sight = lookout.look(look.world(), standing.stored(), clock.instant());
        tell(look, standing, sight.evidence());
        return new Outcome.Rests(Stream.of(standing.lookAt(), sight.again())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder()));
    }

    private void tell(Look look, Standing standing, @Nullable Evidence evidence) {
        Standing told = look.complaint()
                .map(what -> standing.complaining(Reason.MESH_CONFIG, what))
                .orElse(standing);
        observer.stands(look.world().wanted().self(), told);
        IssuedCertificateStatus status = Statuses.of(look.world(), rules, told, evidence, clock.instant());
        if (!status.equals(look.world().told())) {
            cluster.tell(look.certificate(), status);
        }
    }

    /** The state stays where it is, as what it would have stood for is not there (D1). */
    private void hindered(Ref ref, String message) {
        try {
            cluster.look(ref)
                    .ifPresent(look -> tell(
                            look,
                            Issuing.hindered(look.world(), rules, clock.instant(), Reason.WRITE_FAILED, message),
                            look.world().told().evidence()));
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("issuedCertificate", ref).log("the status cannot be written: {}", words(e));
        }
    }

    /** Of a refusal only what cannot repeat what was sent. */
    static String words(KubernetesClientException e) {
        if (e.getCode() <= 0) {
            return "the API server does not answer";
        }
        String reason = e.getStatus() == null || e.getStatus().getReason() == null
                ? ""
                : " " + e.getStatus().getReason();
        String message = e.getCode() == FORBIDDEN && e.getStatus() != null
                ? ": " + e.getStatus().getMessage()
                : "";
        return "the API server answers " + e.getCode() + reason + message;
    }
}
