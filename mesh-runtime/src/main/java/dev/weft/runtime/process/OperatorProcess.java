// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.runtime.apply.Applier;
import dev.weft.runtime.cluster.ClusterRegistry;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.cluster.RegistrationMarks;
import dev.weft.runtime.cluster.TokenRenewer;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.leader.LeaderElection;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.watch.ClusterViews;
import dev.weft.runtime.watch.ClusterWatch;
import dev.weft.runtime.watch.Inbox;
import dev.weft.runtime.watch.LoopListener;
import dev.weft.runtime.watch.Reading;
import dev.weft.runtime.watch.Receiver;
import dev.weft.runtime.watch.SteadyTime;
import dev.weft.runtime.watch.WorldLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running operator. It needs nothing but the management cluster: registered clusters come and go with their kubeconfig Secrets, and it
 * keeps nothing on disk. Several may run; one of them writes.
 */
public final class OperatorProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

    /** How long an answer of the loop is waited for; no pass takes so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final GroupKind CLUSTER =
            new GroupKind(Kinds.KUBERNETES_CLUSTER.group(), Kinds.KUBERNETES_CLUSTER.kind());

    private final String name;
    private final String version;
    private final ClusterViews views;
    private final OpenClusters clusters;
    private final InstantSource time;
    private final KubeApi management;
    private final ClusterWatch managementWatch;
    private final ClusterRegistry registry;
    private final TokenKeeper tokens;
    private final Stepper marking;
    private final Registrations registrations;
    private final Relay secrets = new Relay();
    private final Relay objects = new Relay();
    private final LeaderElection election;
    private final Applier applier;
    private final WorldLoop loop;

    private OperatorProcess(OperatorParts parts, OperatorSettings settings, LoopListener listener, Expiries expiries) {
        time = new SteadyTime();
        Inbox inbox = new Inbox(time);
        views = new ClusterViews(inbox);
        ClusterWatch.Surroundings surroundings =
                new ClusterWatch.Surroundings(inbox, views, settings.watch(), time, new SplittableRandom());
        name = parts.name();
        version = settings.version();
        management = KubeApis.connect(settings.management(), settings.clients(), name + "/" + settings.version());
        tokens = new TokenKeeper(expiries);
        clusters = new OpenClusters(parts, settings, surroundings, tokens::accepted);
        registry = new ClusterRegistry(clusters);
        managementWatch = ClusterWatch.open(
                ObjectId.MANAGEMENT,
                management,
                OpenClusters.served(management),
                readings(parts, settings.installNamespace()),
                surroundings,
                diverted(parts, settings.installNamespace()));
        election = new LeaderElection(
                managementWatch.api(),
                settings.installNamespace(),
                name,
                new LeaderElection.Candidate(settings.identity(), version),
                settings.lease(),
                time);
        tokens.start(cluster -> new TokenRenewer(
                cluster,
                renewal(parts, cluster, clusters),
                credentials -> views.credentials(cluster, credentials),
                settings.clock()));
        applier = new Applier(
                Applier.Settings.of(name),
                cluster -> cluster.equals(ObjectId.MANAGEMENT)
                        ? Optional.of(managementWatch.api())
                        : clusters.api(cluster),
                election,
                parts.respondent()
                        .apply(new OperatorParts.Reach(managementWatch.api(), clusters::api, settings.clock())),
                inbox::written,
                time);
        loop = new WorldLoop(
                parts.step(), inbox, election::mayWrite, applier::submit, listener, WorldLoop.Settings.DEFAULT, time);
        Optional<RegistrationMarks> marks = parts.identity() == OperatorParts.Identity.WRITER
                ? Optional.of(new RegistrationMarks(managementWatch.api(), election, name, time))
                : Optional.empty();
        marking = new Stepper(
                "registrations", () -> marks.isPresent() ? marks.get().step() : Duration.ofDays(1));
        registrations =
                new Registrations(registry, tokens, marks, marking::ring, views, inbox, settings.installNamespace());
    }

    /** The operator that writes there renews; the accounts' right to do so is the writer's. */
    private Optional<TokenRenewer.Renewal> renewal(OperatorParts parts, String cluster, OpenClusters clusters) {
        return parts.identity() == OperatorParts.Identity.WRITER
                ? Optional.of(
                        new TokenRenewer.Renewal(managementWatch.api(), () -> clusters.api(cluster), election, name))
                : Optional.empty();
    }

    /** What registers clusters is not for the passes, or not for them alone. */
    private Map<Reading, Receiver> diverted(OperatorParts parts, String installNamespace) {
        Map<Reading, Receiver> diverted = new HashMap<>();
        diverted.put(Registration.reading(installNamespace), secrets);
        parts.ofManagement().stream()
                .filter(reading -> reading.kind().equals(CLUSTER))
                .forEach(reading -> diverted.put(reading, objects));
        return diverted;
    }

    private static List<Reading> readings(OperatorParts parts, String installNamespace) {
        List<Reading> readings = new ArrayList<>(parts.ofManagement());
        readings.add(Registration.reading(installNamespace));
        return readings;
    }

    /**
     * Starts an operator; returns at once, whether or not the management cluster answers.
     *
     * @param listener is told of each pass
     */
    public static OperatorProcess start(OperatorParts parts, OperatorSettings settings, LoopListener listener) {
        return start(parts, settings, listener, (cluster, at) -> {});
    }

    /** @param expiries is told how long tokens are good */
    static OperatorProcess start(
            OperatorParts parts, OperatorSettings settings, LoopListener listener, Expiries expiries) {
        OperatorProcess process = new OperatorProcess(parts, settings, listener, expiries);
        process.election.start();
        // A process that decides nothing must not keep others from it until it is restarted.
        process.loop.start(process.election::close);
        process.registrations.hear(process.secrets, process.objects);
        LOG.atInfo().addKeyValue("server", settings.management().server()).log("{} has started", process.name);
        return process;
    }

    /** Whether this process writes, and not another one of the same operator. */
    public boolean leads() {
        return election.mayWrite();
    }

    /**
     * What this process knows, for people who look for a defect: how it knows each cluster and kind, which objects it has read in which
     * state, and how its outputs stand. No content of objects, which it does not keep.
     *
     * @throws TimeoutException when the loop does not answer
     */
    ObjectNode knowledge() throws InterruptedException, TimeoutException {
        SortedMap<String, SortedMap<ObjectId, String>> seen = clusters.seen();
        seen.put(ObjectId.MANAGEMENT, managementWatch.seen());
        return new KnowledgeReport(views.all(), seen, loop.ask(WorldStep::outputs, PATIENCE))
                .tree(name, version, leads(), time.instant());
    }

    /** Finishes the pass and the writes that are being made, gives the lease back, and ends. */
    @Override
    public void close() {
        loop.close();
        applier.close();
        tokens.close();
        marking.close();
        election.close();
        registry.close();
        managementWatch.close();
        management.close();
        LOG.info("{} has ended", name);
    }
}
