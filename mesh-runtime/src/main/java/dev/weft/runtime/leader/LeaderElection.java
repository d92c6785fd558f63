// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.leader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.apply.Leadership;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one of several processes by a Lease, as client-go does: what others wrote into it is compared with itself only, never with a clock
 * of this machine. {@link #mayWrite} turns false by itself when renewals fail, whatever else hangs.
 */
public final class LeaderElection implements Leadership, AutoCloseable {

    /** Annotation of the Lease: the version of the process that holds it. */
    public static final String VERSION = "weft.dev/version";

    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    private static final ResourceType LEASES = new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration RELEASE = Duration.ofSeconds(2);

    private final KubeApi api;
    private final String namespace;
    private final String name;
    private final Candidate candidate;
    private final LeaseTimes times;
    private final InstantSource time;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    private @Nullable JsonNode seen;
    private Instant seenAt = Instant.MIN;
    /** The Lease as we wrote it last, to renew it without reading it first; null when it may be another one by now. */
    private @Nullable ObjectNode ours;

    private boolean wasLeading;
    /** When leading ends unless it is renewed. */
    private volatile Instant until = Instant.MIN;

    /**
     * Who stands for election.
     *
     * @param identity of this process, unlike that of any other
     * @param version of its build, which it writes on the Lease
     */
    public record Candidate(String identity, String version) {}

    /**
     * @param name of the Lease
     * @param time never goes back
     */
    public LeaderElection(
            KubeApi api, String namespace, String name, Candidate candidate, LeaseTimes times, InstantSource time) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.candidate = candidate;
        this.times = times;
        this.time = time;
        this.thread = Thread.ofVirtual().name("election " + name).unstarted(this::run);
    }

    /** Starts to take part. */
    public void start() {
        thread.start();
    }

    @Override
    public boolean mayWrite() {
        return time.instant().isBefore(until);
    }

    private void run() {
        try {
            do {
                try {
                    attempt();
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("defect: an attempt to renew the lease {} has failed", name);
                }
            } while (!ended.await(times.retry().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.atDebug().log("the election of {} has been interrupted", name);
        }
    }

    /** Renews what we hold, or takes what nobody holds. */
    void attempt() throws InterruptedException {
        // Counted from before the call: whoever sees it sees it later.
        Instant start = time.instant();
        try {
            if (hold(start)) {
                until = start.plus(times.renewDeadline());
            }
        } catch (ApiException e) {
            LOG.atWarn()
                    .addKeyValue("lease", namespace + "/" + name)
                    .log("the lease cannot be renewed: {}", e.getMessage());
        }
        boolean leads = mayWrite();
        if (leads != wasLeading) {
            LOG.atInfo().addKeyValue("lease", namespace + "/" + name).log(leads ? "leads" : "does not lead any more");
        }
        wasLeading = leads;
    }

    private boolean hold(Instant now) throws ApiException, InterruptedException {
        String path = LEASES.path(namespace, name);
        ObjectNode held = ours;
        if (held != null && write(ApiCall.put(path, lease(held, now)))) {
            return true;
        }
        ObjectNode lease;
        try {
            lease = api.call(ApiCall.get(path).within(times.retry()));
        } catch (ApiException e) {
            if (e.code() != 404) {
                throw e;
            }
            return write(ApiCall.post(LEASES.path(namespace), lease(JsonNodeFactory.instance.objectNode(), now)));
        }
        JsonNode spec = lease.path("spec");
        if (!spec.equals(seen)) {
            seen = spec.deepCopy();
            seenAt = time.instant();
        }
        String holder = spec.path("holderIdentity").asText("");
        if (!holder.isEmpty() && !holder.equals(candidate.identity())) {
            until = Instant.MIN; // somebody else leads, however that came about
        }
        boolean free =
                holder.isEmpty() || holder.equals(candidate.identity()) || !now.isBefore(seenAt.plus(leaseOf(spec)));
        return free && write(ApiCall.put(path, lease(lease, now)));
    }

    /** How long the holder asks to be left alone; never less than what we would. */
    private Duration leaseOf(JsonNode spec) {
        Duration asked = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong(0));
        return asked.compareTo(times.lease()) > 0 ? asked : times.lease();
    }

    /** @return whether it is ours now; not so when somebody was faster */
    private boolean write(ApiCall call) throws ApiException, InterruptedException {
        ours = null; // until it is answered
        try {
            ObjectNode written = api.call(call.within(times.retry()));
            seen = written.path("spec").deepCopy();
            seenAt = time.instant();
            ours = written;
            return true;
        } catch (ApiException e) {
            if (e.code() == 409) {
                return false;
            }
            throw e;
        }
    }

    private ObjectNode lease(ObjectNode lease, Instant now) {
        String before = lease.path("spec").path("holderIdentity").asText("");
        lease.put("apiVersion", LEASES.apiVersion()).put("kind", LEASES.kind());
        lease.withObject("/metadata").put("name", name).put("namespace", namespace);
        lease.withObject("/metadata/annotations").put(VERSION, candidate.version());
        ObjectNode spec = lease.withObject("/spec");
        if (!before.equals(candidate.identity())) {
            spec.put("acquireTime", MICROS.format(now));
            spec.put("leaseTransitions", spec.path("leaseTransitions").asInt(-1) + 1);
        }
        spec.put("holderIdentity", candidate.identity());
        spec.put("leaseDurationSeconds", (int) times.lease().toSeconds());
        spec.put("renewTime", MICROS.format(now));
        return lease;
    }

    /** Ends, and gives the Lease back, so that another process leads at once. To be called after the last write. */
    @Override
    public void close() {
        ended.countDown();
        boolean interrupted = false;
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(times.renewDeadline());
            }
            boolean held = mayWrite();
            until = Instant.MIN;
            if (held) {
                release();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() throws InterruptedException {
        try {
            ObjectNode lease =
                    api.call(ApiCall.get(LEASES.path(namespace, name)).within(RELEASE));
            if (lease.path("spec").path("holderIdentity").asText("").equals(candidate.identity())) {
                ObjectNode spec = lease.withObject("/spec");
                spec.put("holderIdentity", "").put("leaseDurationSeconds", 1);
                api.call(ApiCall.put(LEASES.path(namespace, name), lease).within(RELEASE));
            }
        } catch (ApiException e) {
            LOG.atInfo().log("the lease {} could not be given back and will run out: {}", name, e.getMessage());
        }
    }
}
