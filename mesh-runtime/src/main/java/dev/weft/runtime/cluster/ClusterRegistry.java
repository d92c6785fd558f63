// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Receiver;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each registered cluster open: it is told of kubeconfig Secrets as they come, change and go, and one of them never touches the
 * cluster of another. Safe for several threads.
 */
public final class ClusterRegistry implements Receiver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);

    private final ClusterOpener opener;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private final Map<String, ClusterOpener.Opened> opened = new TreeMap<>();
    private boolean ended;

    public ClusterRegistry(ClusterOpener opener) {
        this.opener = opener;
    }

    @Override
    public synchronized void put(RawObject secret) {
        Registration registration = Registration.of(secret);
        if (ended || registration.equals(registrations.put(registration.cluster(), registration))) {
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
            before.forget();
        }
        LOG.atInfo()
                .addKeyValue("cluster", cluster)
                .addKeyValue("server", usable.writer().server())
                .log("opened");
        opened.put(cluster, opener.open(usable));
    }

    @Override
    public synchronized void gone(ObjectId secret) {
        String cluster = secret.name();
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

    /** Closes all clusters. */
    @Override
    public synchronized void close() {
        ended = true;
        opened.values().forEach(ClusterOpener.Opened::close);
        opened.clear();
    }
}
