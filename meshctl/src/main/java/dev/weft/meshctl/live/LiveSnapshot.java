// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.analysis.Redaction;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.watch.ReadOnce;
import dev.weft.runtime.watch.Reading;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The management cluster and all registered clusters as they are now, in the form that rendering takes: by the readings of the operators,
 * reduced to the fields that they look at. Reads only, as the reader of each cluster. A cluster or kind that cannot be read is Unknown in the
 * snapshot; the clusters are read one object list after the other, so it is not of one moment.
 *
 * @param gaps what could not be read, by cluster, in the order of the kinds; a cluster without gaps is not in it
 */
public record LiveSnapshot(RawSnapshot snapshot, SortedMap<String, List<Gap>> gaps) {

    public LiveSnapshot {
        gaps = Collections.unmodifiableSortedMap(new TreeMap<>(gaps));
    }

    /**
     * Something that could not be read.
     *
     * @param kind empty for the whole cluster
     * @param since RFC 3339 time
     * @param message for people
     */
    public record Gap(Optional<GroupKind> kind, String reason, String since, String message) {}

    private record ReadCluster(RawCluster cluster, List<Gap> gaps) {}

    /**
     * Reads everything.
     *
     * @param installNamespace of the plane; its kubeconfig Secrets say which clusters are registered
     * @param version of meshctl, for the audit logs of the servers
     * @throws CommandFailedException when something of the management cluster cannot be read: without it there is nothing to render
     */
    public static LiveSnapshot read(ClusterReader management, String installNamespace, String version, Instant now)
            throws ApiException, InterruptedException, CommandFailedException {
        InstalledKinds.require(management);
        List<RawObject> objects = new ArrayList<>(ofManagement(management, readingsOfManagement(), Redaction::of));
        plane(management).flatMap(Redaction::of).ifPresent(objects::add);
        objects.sort(Comparator.comparing(RawObject::id));
        List<RawObject> secrets =
                ofManagement(management, List.of(Registration.reading(installNamespace)), Optional::of);
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        SortedMap<String, List<Gap>> gaps = new TreeMap<>();
        for (ReadCluster read : clusters(secrets, objects, version, time)) {
            clusters.put(read.cluster().name(), read.cluster());
            if (!read.gaps().isEmpty()) {
                gaps.put(read.cluster().name(), read.gaps());
            }
        }
        return new LiveSnapshot(new RawSnapshot(objects, clusters, new TreeMap<>()), gaps);
    }

    /** What both operators read of the management cluster, Secrets aside. */
    public static List<Reading> readingsOfManagement() {
        return union(
                dev.weft.discovery.operator.Readings.ofManagement(),
                dev.weft.networking.operator.Readings.ofManagement());
    }

    /** What both operators read of each registered cluster. */
    public static List<Reading> readingsOfClusters() {
        return union(
                dev.weft.discovery.operator.Readings.ofClusters(), dev.weft.networking.operator.Readings.ofClusters());
    }

    /** The apiVersion that each kind of them is preferably read in. */
    public static Map<GroupKind, String> versions() {
        Map<GroupKind, String> versions = new TreeMap<>();
        readingsOfClusters().forEach(reading -> {
            String group = reading.kind().group();
            versions.put(
                    reading.kind(),
                    (group.isEmpty() ? "" : group + "/") + reading.versions().getFirst());
        });
        return versions;
    }

    private static List<Reading> union(List<Reading> one, List<Reading> other) {
        Map<String, Reading> all = new LinkedHashMap<>();
        for (List<Reading> readings : List.of(one, other)) {
            readings.forEach(reading -> all.putIfAbsent(reading.toString(), reading));
        }
        return List.copyOf(all.values());
    }

    private static List<RawObject> ofManagement(
            ClusterReader management, List<Reading> readings, Function<RawObject, Optional<RawObject>> keep)
            throws InterruptedException, CommandFailedException {
        ReadOnce.Result read = ReadOnce.read(ObjectId.MANAGEMENT, management.api(), readings, keep);
        Optional<String> problem = read.whole()
                .map(ReadOnce.Problem::message)
                .or(() -> read.problems().entrySet().stream()
                        .findFirst()
                        .map(entry -> entry.getKey() + ": " + entry.getValue().message()));
        if (problem.isPresent()) {
            throw new CommandFailedException(
                    management.name() + ": cannot be read: " + problem.get(),
                    "A snapshot needs the right to list the kinds of Weft and the Secrets of type solo.io/kubeconfig"
                            + " in the install namespace; name a context that has it with --kubecontext.");
        }
        return read.objects();
    }

    /** The Namespace by whose uid the plane is known; as for the operators, outputs have no such label where it may not be read. */
    private static Optional<RawObject> plane(ClusterReader management) throws ApiException, InterruptedException {
        ObjectId id = new ObjectId(ObjectId.MANAGEMENT, ResourceTypes.NAMESPACE.groupKind(), "", "kube-system");
        try {
            return management
                    .find(ResourceTypes.NAMESPACE.path(id))
                    .map(body -> new RawObject(id, "v1", body, "the management cluster"));
        } catch (ApiException e) {
            if (e.code() == 403) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All at the same time, so that those that do not answer cost their time once. */
    private static List<ReadCluster> clusters(
            List<RawObject> secrets, List<RawObject> management, String version, String now)
            throws InterruptedException {
        List<Callable<ReadCluster>> reads = new ArrayList<>();
        for (RawObject secret : secrets) {
            String name = secret.id().name();
            if (DnsNames.isLabel(name)) {
                String since = silentSince(management, secret.id()).orElse(now);
                reads.add(() -> switch (Registration.of(secret)) {
                    case Registration.Usable usable -> read(usable, version, since, now);
                    case Registration.Unusable unusable ->
                        unread(name, new ReadOnce.Problem("BadRegistration", unusable.problem()), now);
                });
            }
        }
        List<ReadCluster> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ReadCluster> result : threads.invokeAll(reads)) {
                results.add(result.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return results;
    }

    private static ReadCluster read(Registration.Usable usable, String version, String silentSince, String now)
            throws InterruptedException {
        try (ClusterReader cluster = ClusterReader.open(usable.cluster(), usable.reader(), version)) {
            ReadOnce.Result read = ReadOnce.read(usable.cluster(), cluster.api(), readingsOfClusters(), Redaction::of);
            if (read.whole().isPresent()) {
                return unread(usable.cluster(), read.whole().get(), silentSince);
            }
            List<Gap> gaps = new ArrayList<>();
            SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
            read.problems().forEach((kind, problem) -> {
                gaps.add(new Gap(Optional.of(kind), problem.reason(), now, problem.message()));
                kinds.put(kind, new Knowledge.Unknown(problem.reason(), now));
            });
            ClusterKnowledge knowledge = new ClusterKnowledge(new Knowledge.Synced(), kinds);
            return new ReadCluster(new RawCluster(usable.cluster(), read.objects(), knowledge), gaps);
        }
    }

    private static ReadCluster unread(String cluster, ReadOnce.Problem problem, String since) {
        return new ReadCluster(
                new RawCluster(cluster, List.of(), ClusterKnowledge.unknown(problem.reason(), since)),
                List.of(new Gap(Optional.empty(), problem.reason(), since, problem.message())));
    }

    /** Since when the plane itself has not reached the cluster, if it says so. */
    private static Optional<String> silentSince(Collection<RawObject> management, ObjectId secret) {
        for (RawObject object : management) {
            boolean its = object.id().kind().kind().equals("KubernetesCluster")
                    && object.id().name().equals(secret.name())
                    && object.id().namespace().equals(secret.namespace());
            for (JsonNode condition : its ? object.status().path("conditions") : List.<JsonNode>of()) {
                if (condition.path("type").asText("").equals("Reachable")
                        && condition.path("status").asText("").equals("False")) {
                    return Optional.of(condition.path("lastTransitionTime").asText(""))
                            .filter(time -> !time.isEmpty());
                }
            }
        }
        return Optional.empty();
    }
}
