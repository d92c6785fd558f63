// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.discovery.Discovered;
import dev.weft.discovery.DiscoveryChanges;
import dev.weft.discovery.DiscoveryTranslator;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.output.DiscoveryLabels;
import dev.weft.discovery.output.ExistingFact;
import dev.weft.discovery.output.Keeping;
import dev.weft.runtime.output.Approvals;
import dev.weft.runtime.output.Gate;
import dev.weft.runtime.output.LedgerRules;
import dev.weft.runtime.output.Observed;
import dev.weft.runtime.output.OutputLedger;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Decisions;
import dev.weft.runtime.step.Departures;
import dev.weft.runtime.step.FirstReads;
import dev.weft.runtime.step.StatusBook;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The discovery operator without its surroundings. A pass takes the news into the snapshot, translates it, tells the ledger what is wanted
 * now, and asks the ledger what to write; what it costs is what the news concern. It writes Meshes, Workloads and TrafficTargets on the
 * management cluster, and conditions of KubernetesClusters.
 */
public final class DiscoveryOperator implements WorldStep {

    private static final GroupKind CLUSTER = kind(Kinds.KUBERNETES_CLUSTER);
    private static final GroupKind SECRET = new GroupKind("", "Secret");
    private static final Set<GroupKind> DISCOVERED =
            Set.of(kind(Kinds.MESH), kind(Kinds.WORKLOAD), kind(Kinds.TRAFFIC_TARGET));

    private final String installNamespace;
    private final DiscoveryTranslator translator = new DiscoveryTranslator();
    private final SortedMap<String, ClusterView> views = new TreeMap<>();
    private final SortedSet<String> registered = new TreeSet<>();
    private final Map<ObjectId, ExistingFact> existing = new HashMap<>();
    private final Unwritten unwritten = new Unwritten();
    private final HeldDeletes held = new HeldDeletes();
    /** By cluster. */
    private final Map<String, SortedSet<String>> approvals = new HashMap<>();

    private final Departures departures = new Departures();
    private final EndpointPace pace = new EndpointPace();
    private final StatusBook clusters = new StatusBook(Set.copyOf(ClusterConditions.TYPES));
    /** Clusters of which something else is wanted since the last pass. */
    private final Set<String> turned = new HashSet<>();

    private final OutputLedger ledger;
    private final FirstReads firstReads;
    private DiscoveryAssembly assembly;
    private Keeping keeping;
    private final Decisions decided = new Decisions();

    private @Nullable Discovered last;

    /** Kinds of the management cluster that must have been read before anything is decided. */
    public static List<GroupKind> neededOfManagement() {
        return Stream.of(Kinds.MESH, Kinds.WORKLOAD, Kinds.TRAFFIC_TARGET, Kinds.SETTINGS, Kinds.KUBERNETES_CLUSTER)
                .map(DiscoveryOperator::kind)
                .toList();
    }

    /** @param settings the Settings that count */
    public DiscoveryOperator(String installNamespace, Ref settings) {
        this.installNamespace = installNamespace;
        assembly = DiscoveryAssembly.empty(installNamespace, settings);
        keeping = Keeping.of(assembly);
        // Without the Secrets every cluster would look as if it were not registered.
        firstReads = new FirstReads(
                Stream.concat(neededOfManagement().stream(), Stream.of(SECRET)).toList(), FirstReads.GRACE);
        ledger = new OutputLedger(
                new LedgerRules(
                        DiscoveryLabels.OWNER,
                        installNamespace,
                        "",
                        "",
                        Gate.OPEN,
                        this::mayGo,
                        this::isOfLeaving,
                        (id, now) -> LedgerRules.Leading.NOTHING,
                        id -> false,
                        Duration.ZERO),
                DiscoveryLabels.KEYS);
    }

    private static GroupKind kind(ApiKind kind) {
        return new GroupKind(kind.group(), kind.kind());
    }

    @Override
    public Outcome pass(Batch news, Instant now) {
        take(news, now);
        if (firstReads.ask(views, registered, now) instanceof FirstReads.Answer.Wait wait) {
            return new Outcome(List.of(), wait.until());
        }
        Discovered discovered = translator.translate(assembly.snapshot());
        follow(DiscoveryChanges.between(last, discovered), now);
        last = discovered;
        turn(discovered);
        OutputLedger.Plan plan = ledger.plan(now);
        plan.changed().forEach(this::stands);
        decided.add(plan.writes());
        decided.add(clusters.decide((id, subject) -> Optional.of(verdict(id, subject, now)), now));
        return decided.handOn(List.of(plan.wakeAt(), clusters.wakeAt(), pace.wakeAt()));
    }

    private void stands(ObjectId id, Optional<OutputState> state) {
        unwritten.stands(id, state).ifPresent(this::markCluster);
        ExistingFact there = existing.get(id);
        held.stands(id, there == null ? "" : there.cluster(), state).ifPresent(this::markCluster);
    }

    @Override
    public void take(Batch news, Instant now) {
        news.written().forEach(written -> answered(written, now));
        assembly = assembly.changed(news.put().values(), news.gone());
        Set<String> registeredBefore = Set.copyOf(registered);
        news.gone().forEach(this::gone);
        news.put().values().forEach(this::put);
        news.forgotten().forEach(this::forget);
        news.clusters().forEach(this::know);
        keeping = Keeping.of(assembly);
        if (!news.clusters().isEmpty() || !news.forgotten().isEmpty() || !registered.equals(registeredBefore)) {
            existing.values().forEach(this::keep);
            ledger.reconsider(ObjectId.MANAGEMENT);
        }
    }

    @Override
    public SortedMap<ObjectId, OutputState> outputs() {
        return ledger.states();
    }

    private void put(RawObject object) {
        ObjectId id = object.id();
        if (!id.cluster().equals(ObjectId.MANAGEMENT)) {
            return;
        }
        if (DISCOVERED.contains(id.kind())) {
            existing.put(id, ExistingFact.of(object));
            ledger.observe(Observed.of(object, DiscoveryLabels.KEYS));
        } else if (isCluster(id)) {
            registered.add(id.name());
            departs(
                    id.name(),
                    departures.put(id.name(), object.metadata().path("uid").asText("")));
            clusters.observe(id, StatusBook.Subject.of(object));
            approvals.put(id.name(), Approvals.on(object));
            approve();
        }
    }

    /** What is held is all of the management cluster: an approval on any cluster counts. */
    private void approve() {
        ledger.approve(
                ObjectId.MANAGEMENT,
                approvals.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new)));
    }

    private void gone(ObjectId id) {
        if (!id.cluster().equals(ObjectId.MANAGEMENT)) {
            return;
        }
        if (existing.remove(id) != null) {
            ledger.hold(id, false);
            ledger.vanished(id);
        } else if (isCluster(id)) {
            registered.remove(id.name());
            approvals.remove(id.name());
            approve();
            departs(id.name(), departures.gone(id.name()));
            clusters.vanished(id);
            ledger.reconsider(ObjectId.MANAGEMENT);
        }
    }

    private boolean isCluster(ObjectId id) {
        return id.kind().equals(CLUSTER) && id.namespace().equals(installNamespace);
    }

    private void know(String cluster, ClusterView view) {
        views.put(cluster, view);
        if (cluster.equals(ObjectId.MANAGEMENT)) {
            ledger.cluster(cluster, view);
        } else {
            assembly = assembly.knowing(cluster, view.knowledge());
            departs(cluster, departures.know(cluster, view.marks()));
            markCluster(cluster);
        }
    }

    private void forget(String cluster) {
        views.remove(cluster);
        assembly = assembly.forgetting(cluster);
        departs(cluster, departures.forget(cluster));
        markCluster(cluster);
    }

    /** What was found on a cluster is wanted no longer, or again; the next pass sees to it. */
    private void departs(String cluster, boolean changed) {
        if (changed) {
            turned.add(cluster);
            markCluster(cluster);
        }
    }

    private void markCluster(String cluster) {
        clusters.mark(new ObjectId(ObjectId.MANAGEMENT, CLUSTER, installNamespace, cluster));
    }

    private void answered(Written written, Instant now) {
        if (written.write() instanceof Write.Status status) {
            clusters.answered(status, written.result(), now);
        } else {
            ledger.answered(written, now);
        }
    }

    private void follow(DiscoveryChanges changes, Instant now) {
        for (ObjectId id : changes.gone()) {
            pace.gone(id);
            ledger.unwant(id);
        }
        Stream.concat(
                        changes.objects().stream().flatMap(object -> pace.change(object, now).stream()),
                        pace.due(now).stream())
                .forEach(this::want);
    }

    /** Everything of clusters whose registration ends, or is taken up again. */
    private void turn(Discovered discovered) {
        if (turned.isEmpty()) {
            return;
        }
        DiscoveryChanges.between(null, discovered).objects().stream()
                .filter(object -> turned.contains(DiscoveryLabels.cluster(object)))
                .forEach(this::want);
        existing.values().stream()
                .filter(there -> turned.contains(there.cluster()))
                .forEach(there -> {
                    keep(there);
                    ledger.reconsider(there.id());
                });
        turned.clear();
    }

    private void want(Rendered object) {
        if (departures.isLeaving(DiscoveryLabels.cluster(object))) {
            ledger.unwant(object.id());
            return;
        }
        unwritten.want(object);
        ledger.want(object);
        ExistingFact there = existing.get(object.id());
        if (there != null) {
            keep(there);
        }
    }

    /** What cannot be told from what could not be read stays as it is. */
    private void keep(ExistingFact there) {
        ledger.hold(there.id(), !departures.isLeaving(there.cluster()) && keeping.mustStayAsItIs(there));
    }

    private boolean mayGo(ObjectId id) {
        ExistingFact there = existing.get(id);
        return there != null && (departures.isLeaving(there.cluster()) || !keeping.mustStay(there));
    }

    private boolean isOfLeaving(ObjectId id) {
        ExistingFact there = existing.get(id);
        return there != null && departures.isLeaving(there.cluster());
    }

    private StatusBook.Verdict verdict(ObjectId id, StatusBook.Subject subject, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new StatusBook.Verdict.Says(
                ClusterConditions.status(
                        views.get(id.name()),
                        departures.isLeaving(id.name()),
                        unwritten.on(id.name()),
                        held.on(id.name()),
                        subject,
                        time),
                false);
    }

    /** What was discovered on which cluster and is not written yet. */
    private static final class Unwritten {
        private final Map<ObjectId, String> clusterOf = new HashMap<>();
        private final Map<String, SortedMap<ObjectId, OutputState>> states = new HashMap<>();

        void want(Rendered object) {
            clusterOf.computeIfAbsent(object.id(), id -> DiscoveryLabels.cluster(object));
        }

        /** @return the cluster of which something else is to be said now */
        Optional<String> stands(ObjectId id, Optional<OutputState> state) {
            String cluster = clusterOf.getOrDefault(id, "");
            SortedMap<ObjectId, OutputState> unwritten = states.computeIfAbsent(cluster, absent -> new TreeMap<>());
            boolean wasEmpty = unwritten.isEmpty();
            OutputState now = state.filter(Unwritten::isUnwritten).orElse(null);
            OutputState before = now == null ? unwritten.remove(id) : unwritten.put(id, now);
            if (state.isEmpty()) {
                clusterOf.remove(id);
            }
            boolean isRefused = before instanceof OutputState.Refused || now instanceof OutputState.Refused;
            return isRefused || wasEmpty != unwritten.isEmpty() ? Optional.of(cluster) : Optional.empty();
        }

        private static boolean isUnwritten(OutputState state) {
            return state instanceof OutputState.Pending || state instanceof OutputState.Refused;
        }

        SortedMap<ObjectId, OutputState> on(String cluster) {
            return states.getOrDefault(cluster, new TreeMap<>());
        }
    }
}
