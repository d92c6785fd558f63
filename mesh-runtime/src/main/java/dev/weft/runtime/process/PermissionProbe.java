// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.Permissions;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.ServedTypes;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.step.ClusterView.Denial;
import dev.weft.runtime.watch.Bell;
import dev.weft.runtime.watch.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a cluster now and then what this identity may not do there, so that it is told before something fails for it. */
final class PermissionProbe {

    private static final Logger LOG = LoggerFactory.getLogger(PermissionProbe.class);
    private static final Duration PAUSE = Duration.ofMinutes(5);
    /** While something is denied, or could not be asked: somebody may be about to mend it. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(15);

    private final String cluster;
    private final Supplier<KubeApi> api;
    private final List<Reading> readings;
    private final Set<GroupKind> written;
    private final Consumer<List<Denial>> denials;
    private final Bell bell = new Bell();
    private final Thread thread;

    /** @param written kinds that are written there */
    PermissionProbe(
            String cluster,
            Supplier<KubeApi> api,
            List<Reading> readings,
            Set<GroupKind> written,
            Consumer<List<Denial>> denials) {
        this.cluster = cluster;
        this.api = api;
        this.readings = readings;
        this.written = written;
        this.denials = denials;
        this.thread = Thread.ofVirtual().name("permissions " + cluster).start(this::run);
    }

    private void run() {
        try {
            while (true) {
                bell.await(ask() ? PAUSE : SHORT_PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("cluster", cluster).log("permissions are not asked for any more");
        }
    }

    /** @return whether all that is needed is allowed */
    private boolean ask() throws InterruptedException {
        try {
            List<Denial> found = Permissions.denials(api.get(), needs());
            denials.accept(found);
            return found.isEmpty();
        } catch (ApiException e) {
            // Whether the cluster can be reached is told by the watch.
            LOG.atDebug().addKeyValue("cluster", cluster).log("permissions could not be asked for: {}", e.getMessage());
            return false;
        }
    }

    /** Of kinds that the cluster serves; nobody needs a right on others. */
    private List<Right> needs() throws ApiException, InterruptedException {
        List<Right> needs = new ArrayList<>();
        for (Reading reading : readings) {
            Optional<ResourceType> type = ServedTypes.find(api.get(), reading.kind(), reading.versions());
            if (type.isPresent()) {
                needs.add(Right.to("list", type.get()));
                needs.add(Right.to("watch", type.get()));
                if (written.contains(reading.kind())) {
                    needs.add(Right.to("create", type.get()));
                    needs.add(Right.to("update", type.get()));
                    needs.add(Right.to("delete", type.get()));
                }
            }
        }
        return needs;
    }

    /** Something may be another since a moment ago, for example who asks. */
    void askAgain() {
        bell.ring();
    }

    /** When it returns nothing more is told. */
    void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
