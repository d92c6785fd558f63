// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.ServedTypes;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Reads a cluster once, by the readings that the running plane follows, and tells what could not be read. A kind that the server does not
 * serve is read and empty, as for the plane; one that it refuses to show, or cannot, is not known.
 */
public final class ReadOnce {

    private static final int PAGE = 500;
    /** How often a list is begun anew because it has changed too much since its first page. */
    private static final int LISTS = 3;

    private static final int GONE = 410;

    private final String cluster;
    private final KubeApi api;
    private final ServedKinds served;
    private final Function<RawObject, Optional<RawObject>> keep;
    private final SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
    private final SortedMap<GroupKind, Problem> problems = new TreeMap<>();
    private final SortedSet<GroupKind> notServed = new TreeSet<>();

    /**
     * Why something could not be read.
     *
     * @param reason as in {@link dev.weft.runtime.snapshot.Knowledge.Unknown}
     * @param message for people
     */
    public record Problem(String reason, String message) {}

    /**
     * What was read.
     *
     * @param objects ordered by id
     * @param whole why nothing at all could be read; then {@code problems} is empty
     * @param problems kinds that could not be read, or not completely
     * @param notServed kinds that the cluster does not have
     */
    public record Result(
            List<RawObject> objects,
            Optional<Problem> whole,
            SortedMap<GroupKind, Problem> problems,
            SortedSet<GroupKind> notServed) {

        public Result {
            objects = List.copyOf(objects);
            problems = Collections.unmodifiableSortedMap(new TreeMap<>(problems));
            notServed = Collections.unmodifiableSortedSet(new TreeSet<>(notServed));
        }
    }

    private ReadOnce(String cluster, KubeApi api, ServedKinds served, Function<RawObject, Optional<RawObject>> keep) {
        this.cluster = cluster;
        this.api = api;
        this.served = served;
        this.keep = keep;
    }

    /**
     * Reads; one kind after the other, each in pages.
     *
     * @param cluster registered name, or {@link ObjectId#MANAGEMENT}
     * @param keep what is kept of each object as soon as it is there; the rest is forgotten at once
     */
    public static Result read(
            String cluster, KubeApi api, Collection<Reading> readings, Function<RawObject, Optional<RawObject>> keep)
            throws InterruptedException {
        return read(cluster, api, (kind, versions) -> ServedTypes.find(api, kind, versions), readings, keep);
    }

    static Result read(
            String cluster,
            KubeApi api,
            ServedKinds served,
            Collection<Reading> readings,
            Function<RawObject, Optional<RawObject>> keep)
            throws InterruptedException {
        ReadOnce once = new ReadOnce(cluster, api, served, keep);
        once.all(readings);
        return once.result(readings);
    }

    private void all(Collection<Reading> readings) throws InterruptedException {
        Optional<Problem> silent = Optional.empty();
        for (Reading reading : readings) {
            if (silent.isPresent()) {
                problems.put(reading.kind(), silent.get());
                continue;
            }
            try {
                one(reading);
            } catch (ApiException e) {
                problems.put(reading.kind(), problem(e));
                if (e.failure() instanceof Failure.NoAnswer && !answers()) {
                    // Each further call would only take its time to fail.
                    silent = Optional.of(problem(e));
                }
            } catch (UndecodableException e) {
                problems.put(reading.kind(), new Problem(Reasons.UNDECODABLE, String.valueOf(e.getMessage())));
            }
        }
    }

    private void one(Reading reading) throws ApiException, UndecodableException, InterruptedException {
        Optional<ResourceType> type = served.find(reading.kind(), reading.versions());
        if (type.isEmpty()) {
            notServed.add(reading.kind());
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                list(reading, type.get());
                return;
            } catch (ApiException e) {
                if (e.code() != GONE || attempt == LISTS) {
                    throw e;
                }
            }
        }
    }

    private void list(Reading reading, ResourceType type)
            throws ApiException, UndecodableException, InterruptedException {
        Collector read = new Collector();
        Lister lister = new Lister(
                reading, api, new Decoder(cluster, reading.kind()), new Delivered(read), new Semaphore(1), PAGE);
        Lister.Listed listed = lister.list(type);
        objects.putAll(read.objects);
        if (!listed.undecodable().isEmpty()) {
            problems.put(
                    reading.kind(),
                    new Problem(Reasons.UNDECODABLE, listed.undecodable().getFirst()));
        }
    }

    /** Anything that the server says is an answer. */
    private boolean answers() throws InterruptedException {
        try {
            api.call(ApiCall.get("/version"));
            return true;
        } catch (ApiException e) {
            return e.failure() instanceof Failure.Refused;
        }
    }

    private static Problem problem(ApiException e) {
        String reason = e.failure() instanceof Failure.NoAnswer ? Reasons.UNREACHABLE : Reasons.of(e);
        return new Problem(reason, String.valueOf(e.getMessage()));
    }

    private Result result(Collection<Reading> readings) {
        Set<GroupKind> kinds = new TreeSet<>();
        readings.forEach(reading -> kinds.add(reading.kind()));
        List<Problem> all = new ArrayList<>(problems.values());
        boolean nothing = !all.isEmpty()
                && problems.keySet().containsAll(kinds)
                && objects.isEmpty()
                && all.stream().map(Problem::reason).distinct().count() == 1;
        return nothing
                ? new Result(List.of(), Optional.of(all.getFirst()), new TreeMap<>(), notServed)
                : new Result(List.copyOf(objects.values()), Optional.empty(), problems, notServed);
    }

    /** Takes what a list passes on, and keeps what is wanted of it. */
    private final class Collector implements Receiver {
        private final SortedMap<ObjectId, RawObject> objects = new TreeMap<>();

        @Override
        public void put(RawObject object) {
            keep.apply(object).ifPresent(kept -> objects.put(kept.id(), kept));
        }

        @Override
        public void gone(ObjectId id) {
            objects.remove(id);
        }
    }
}
