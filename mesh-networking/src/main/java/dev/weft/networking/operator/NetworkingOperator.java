// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.networking.translate.OutputKinds;
import dev.weft.networking.translate.OutputPart;
import dev.weft.networking.translate.OutputParts;
import dev.weft.networking.translate.Translation;
import dev.weft.networking.translate.TranslationChanges;
import dev.weft.networking.trust.RootQuestion;
import dev.weft.runtime.output.Approvals;
import dev.weft.runtime.output.LedgerRules;
import dev.weft.runtime.output.Observed;
import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.output.OutputLedger;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Decisions;
import dev.weft.runtime.step.Departures;
import dev.weft.runtime.step.FirstReads;
import dev.weft.runtime.step.Measure;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The networking operator without its surroundings. A pass takes the news into the snapshot, translates it, tells the ledger what is wanted
 * now, and asks the ledger and the statuses what to write; what it costs is what the news concern.
 */
public final class NetworkingOperator implements WorldStep {

    /** On a KubernetesCluster: the digest of the deletes that somebody has looked at. */
    private final NetworkingTranslator translator = new NetworkingTranslator();

    private final SortedMap<String, ClusterView> views = new TreeMap<>();
    private final SortedSet<String> registered = new TreeSet<>();
    private final StaleOnDemand stale = new StaleOnDemand();
    private final Departures departures = new Departures();
    private final Modes modes;
    private final WriteGate gate;
    private final FirstReads firstReads = new FirstReads(ReadKinds.ofManagement(), FirstReads.GRACE);
    private final Doubts doubts;
    private final RetiringParts retiring;
    private final SignerChoice signers;
    private final CertificateRequests requests;
    private final MissingRoots roots;
    private final OutputLedger ledger;
    private final Statuses statuses;
    private final OutputSizes sizes = new OutputSizes();
    private final TrustMeasures measures = new TrustMeasures();
    private SnapshotAssembly assembly;
    private final Decisions decided = new Decisions();

    private @Nullable Translation last;

    /**
     * @param scope whose plane this is
     * @param settle how long an output must have been in effect before those that refer to it are written
     */
    public NetworkingOperator(Scope scope, Duration settle) {
        assembly = SnapshotAssembly.empty(scope);
        doubts = new Doubts(scope.installNamespace());
        modes = new Modes(scope);
        retiring = new RetiringParts(scope, settle, this::isInEffect);
        signers = new SignerChoice(scope.installNamespace());
        requests = new CertificateRequests(signers, Backoff.DEFAULT);
        roots = new MissingRoots(signers, Backoff.DEFAULT);
        gate = new WriteGate(modes, departures);
        LedgerRules rules = new LedgerRules(
                OwnerLabels.OWNER,
                scope.installNamespace(),
                OwnerLabels.PLANE,
                scope.plane(),
                gate,
                stale::mayGo,
                id -> departures.isLeaving(id.cluster()),
                retiring::leadingTo,
                id -> id.kind().equals(ReadKinds.ISSUED_CERTIFICATE),
                settle);
        ledger = new OutputLedger(rules, OwnerLabels.KEYS);
        statuses = new Statuses(new ClusterProgramming(scope.installNamespace()));
    }

    @Override
    public Outcome pass(Batch news, Instant now) {
        take(news, now);
        if (firstReads.ask(views, registered, now) instanceof FirstReads.Answer.Wait wait) {
            return new Outcome(List.of(), wait.until());
        }
        Translation translation = translator.translate(assembly.snapshot());
        follow(TranslationChanges.between(last, translation), translation, now);
        last = translation;
        sizes.follow(translation.outputs());
        measures.follow(translation.virtualMeshes());
        OutputLedger.Plan plan = ledger.plan(now);
        plan.changed().forEach(statuses::stands);
        departures.others().keySet().stream()
                .filter(departures::isLeaving)
                .forEach(cluster -> statuses.leaves(cluster, departure(cluster)));
        plan.writes().forEach(write -> retiring.sent(write, now));
        decided.add(plan.writes());
        CertificateRequests.Surroundings around =
                new CertificateRequests.Surroundings(translation, views, ledger::state, gate);
        decided.add(requests.decide(around, now));
        decided.add(roots.decide(around, now));
        decided.add(statuses.decide(assembly, translation, now));
        return decided.handOn(
                List.of(plan.wakeAt(), statuses.wakeAt(), retiring.wakeAt(), requests.wakeAt(), roots.wakeAt()));
    }

    @Override
    public void take(Batch news, Instant now) {
        news.written().forEach(written -> answered(written, now));
        assembly = assembly.changed(news.put().values(), forgotten(news.gone()));
        news.gone().forEach(this::gone);
        news.put().values().forEach(this::put);
        news.gone().forEach(id -> retiring.vanished(id, now));
        news.put().values().forEach(object -> retiring.observe(object, now));
        news.forgotten().forEach(this::forget);
        Set<String> changed = new HashSet<>(news.clusters().keySet());
        news.put().values().stream()
                .filter(object -> doubts.concerns(object.id()))
                .forEach(object -> changed.add(object.id().name()));
        news.clusters().forEach(this::know);
        changed.stream().filter(doubts::isWatched).sorted().forEach(cluster -> {
            assembly = assembly.knowing(cluster, doubts.of(cluster));
            ledger.reconsider(cluster);
        });
    }

    /**
     * What Settings said goes on when they are deleted, as long as this process runs: empty ones would let policies of every namespace apply
     * to all, also in the moments in which an installer puts others in their place.
     */
    private List<ObjectId> forgotten(Collection<ObjectId> gone) {
        Ref settings = assembly.snapshot().scope().settings();
        return gone.stream()
                .filter(id ->
                        !(id.kind().equals(ReadKinds.SETTINGS) && new Ref(id.namespace(), id.name()).equals(settings)))
                .toList();
    }

    @Override
    public SortedMap<ObjectId, OutputState> outputs() {
        return ledger.states();
    }

    @Override
    public SortedMap<OutputGroup, Integer> sizes() {
        return sizes.sizes();
    }

    @Override
    public SortedMap<Measure, Double> measures() {
        return measures.measures();
    }

    private void put(RawObject object) {
        ObjectId id = object.id();
        if (!id.cluster().equals(ObjectId.MANAGEMENT)) {
            signers.put(object);
            requests.put(object);
            if (OutputKinds.OURS.contains(id.kind())) {
                ledger.observe(Observed.of(object, OwnerLabels.KEYS));
            } else if (id.kind().equals(ReadKinds.CRD)) {
                JsonNode spec = object.spec();
                ledger.installed(
                        id.cluster(),
                        new GroupKind(
                                spec.path("group").asText(""),
                                spec.path("names").path("kind").asText("")));
            }
            return;
        }
        statuses.put(object);
        roots.put(object);
        if (doubts.concerns(id)) {
            doubts.put(object);
            registered.add(id.name());
            departs(
                    id.name(),
                    departures.put(id.name(), object.metadata().path("uid").asText("")));
            ledger.approve(id.name(), Approvals.on(object));
        }
        modes.put(object).ifPresent(this::reconsider);
    }

    private void reconsider(Modes.Concerned concerned) {
        switch (concerned) {
            case Modes.Concerned.Cluster cluster -> ledger.reconsider(cluster.name());
            case Modes.Concerned.Policy policy ->
                statuses.outputsOf(policy.id()).forEach(ledger::reconsider);
            case Modes.Concerned.Everything all -> views.keySet().forEach(ledger::reconsider);
        }
    }

    private void gone(ObjectId id) {
        if (!id.cluster().equals(ObjectId.MANAGEMENT)) {
            ledger.vanished(id);
            signers.gone(id);
            requests.gone(id);
            return;
        }
        statuses.gone(id);
        roots.gone(id);
        if (doubts.concerns(id)) {
            doubts.gone(id);
            registered.remove(id.name());
            departs(id.name(), departures.gone(id.name()));
        }
        modes.gone(id).ifPresent(this::reconsider);
    }

    private void know(String cluster, ClusterView view) {
        views.put(cluster, view);
        if (!cluster.equals(ObjectId.MANAGEMENT)) {
            doubts.read(cluster, view.knowledge());
            ledger.cluster(cluster, view);
            statuses.know(cluster, view);
            departs(cluster, departures.know(cluster, view.marks()));
        }
    }

    private void forget(String cluster) {
        views.remove(cluster);
        doubts.forget(cluster);
        assembly = assembly.forgetting(cluster);
        ledger.forget(cluster);
        statuses.forgetCluster(cluster);
        departs(cluster, departures.forget(cluster));
    }

    /** What may be written on a cluster is another thing when its registration ends or is taken up again. */
    private void departs(String cluster, boolean changed) {
        if (changed) {
            ledger.reconsider(cluster);
            statuses.stays(cluster);
        }
    }

    private Departure departure(String cluster) {
        ClusterView view = views.get(cluster);
        boolean isRead = view != null
                && OutputKinds.OURS.stream().allMatch(kind -> view.knowledge().of(kind) instanceof Knowledge.Synced);
        return new Departure(ledger.owned(cluster), isRead);
    }

    private void answered(Written written, Instant now) {
        if (written.write() instanceof Write.Status status) {
            statuses.answered(status, written.result(), now);
        } else if (written.write() instanceof Write.Answer answer) {
            if (answer.question() instanceof RootQuestion question) {
                roots.answered(question, now);
            } else {
                requests.answered(answer, written.result(), now);
            }
        } else {
            ledger.answered(written, now);
            retiring.answered(written, now);
        }
    }

    private void follow(TranslationChanges changes, Translation translation, Instant now) {
        hold(translation);
        retiring.begin(surroundings(translation), now);
        changes.gone().forEach(ledger::unwant);
        changes.gone().forEach(retiring::unwant);
        changes.gone().forEach(signers::unwant);
        changes.outputs().forEach(output -> ledger.want(retiring.want(output, now)));
        changes.outputs().forEach(signers::want);
        retiring.revised(now).forEach(ledger::want);
        retiring.released(now).forEach(ledger::reconsider);
        statuses.follow(changes);
        gate.follow(translation.snapshot()).forEach(ledger::reconsider);
        if (stale.follow(assembly, translation)) {
            views.keySet().forEach(ledger::reconsider);
        }
    }

    private boolean isInEffect(ObjectId id) {
        return ledger.state(id).orElse(null) instanceof OutputState.InSync;
    }

    private RetiringParts.Surroundings surroundings(Translation translation) {
        SortedMap<String, ObjectId> unread = new TreeMap<>();
        Set<String> silent = new HashSet<>();
        for (String cluster : registered) {
            ClusterView view = views.get(cluster);
            if (view == null || view.knowledge().firstUnknown(Uses.KINDS).isPresent()) {
                String namespace = translation.snapshot().scope().installNamespace();
                unread.put(
                        cluster, new ObjectId(ObjectId.MANAGEMENT, ReadKinds.KUBERNETES_CLUSTER, namespace, cluster));
            }
            if (view == null
                    || !Uses.KINDS.stream().allMatch(kind -> view.knowledge().of(kind) instanceof Knowledge.Synced)) {
                silent.add(cluster);
            }
        }
        return new RetiringParts.Surroundings(
                unread, silent, translation.snapshot().meshes().values());
    }

    private void hold(Translation translation) {
        OutputParts before = last == null ? OutputParts.NONE : last.outputs();
        List<OutputParts.Difference> differences = translation.outputs().since(before);
        Set<ObjectId> now = new TreeSet<>();
        differences.forEach(part -> now.addAll(held(part.after())));
        differences.stream()
                .flatMap(part -> held(part.before()).stream())
                .filter(id -> !now.contains(id))
                .forEach(id -> ledger.hold(id, false));
        now.forEach(id -> ledger.hold(id, true));
    }

    private static List<ObjectId> held(@Nullable OutputPart part) {
        return part == null ? List.of() : part.held();
    }
}
