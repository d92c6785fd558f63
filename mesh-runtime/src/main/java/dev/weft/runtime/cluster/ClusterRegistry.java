// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Receiver;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each registered cluster open: it is told of kubeconfig Secrets as they come, change and go, and one of them never touches the
 * cluster of another. Safe for several threads: whoever comes while another one is at work leaves his news to that one.
 */
public final class ClusterRegistry implements Receiver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);

    private final ClusterOpener opener;
    private final Queue<Runnable> news = new ArrayDeque<>();
    /** Whether somebody is at work; the maps are his, and no lock is held while a cluster is opened or ended. */
    private boolean busy;

    private boolean ended;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private final Map<String, ClusterOpener.Opened> opened = new TreeMap<>();

    public ClusterRegistry(ClusterOpener opener) {
        this.opener = opener;
    }

    @Override
    public void put(RawObject secret) {
        Registration registration = Registration.of(secret);
        inTurn(() -> register(registration));
    }

    @Override
    public void gone(ObjectId secret) {
        inTurn(() -> remove(secret.name()));
    }

    private void inTurn(Runnable change) {
        synchronized (this) {
            news.add(change);
        }
        while (mayWork()) {
            try {
                work();
            } finally {
                rest();
            }
        }
    }

    private synchronized boolean mayWork() {
        if (busy || ended || news.isEmpty()) {
            return false;
        }
        busy = true;
        return true;
    }

    private void work() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        return ended ? null : news.poll();
    }

    private synchronized void rest() {
        busy = false;
        notifyAll();
    }

    private void register(Registration registration) {
        if (registration.equals(registrations.get(registration.cluster()))) {
            return;
        }
        switch (registration) {
            case Registration.Usable usable -> follow(usable);
            case Registration.Unusable unusable -> {
                // What was read with the last good credentials stays as it is, and goes stale by itself.
                LOG.atWarn().addKeyValue("cluster", unusable.cluster()).log("{}", unusable.problem());
                opener.problem(unusable.cluster(), unusable.problem());
            }
        }
        registrations.put(registration.cluster(), registration);
    }

    private void follow(Registration.Usable usable) {
        String cluster = usable.cluster();
        ClusterOpener.Opened before = opened.get(cluster);
        opener.problem(cluster, "");
        if (before != null && before.follow(usable)) {
            LOG.atInfo().addKeyValue("cluster", cluster).log("goes on with other credentials");
            return;
        }
        if (before != null) {
            opened.remove(cluster);
            before.forget();
        }
        LOG.atInfo()
                .addKeyValue("cluster", cluster)
                .addKeyValue("server", usable.writer().server())
                .log("opened");
        opened.put(cluster, opener.open(usable));
    }

    private void remove(String cluster) {
        if (registrations.remove(cluster) == null) {
            return;
        }
        ClusterOpener.Opened before = opened.remove(cluster);
        if (before != null) {
            before.forget();
        }
        LOG.atInfo().addKeyValue("cluster", cluster).log("is no longer registered");
        opener.forget(cluster);
    }

    /** Closes all clusters, after what is being opened or ended now. */
    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (this) {
            ended = true;
            while (busy) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        opened.values().forEach(ClusterOpener.Opened::close);
        opened.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
