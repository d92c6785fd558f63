// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.Collection;
import java.util.List;

/**
 * A discovery snapshot and what was found wrong when it was read; immutable. A changed copy costs what changes: an object is read once,
 * when it comes, only slim facts of it are kept, and no other part is touched. So the running plane follows events with {@link #changed}
 * and {@link #knowing}, and a folder is one big change of an empty assembly; both give the same, whatever the order.
 */
public final class DiscoveryAssembly {

    private final DiscoverySnapshot snapshot;
    private final Ref settings;
    private final boolean settingsReadable;
    private final PersistentMap<String, ClusterPieces> clusters;
    private final PersistentMap<ObjectId, Finding> undecodable;

    DiscoveryAssembly(
            DiscoverySnapshot snapshot,
            Ref settings,
            boolean settingsReadable,
            PersistentMap<String, ClusterPieces> clusters,
            PersistentMap<ObjectId, Finding> undecodable) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.settingsReadable = settingsReadable;
        this.clusters = clusters;
        this.undecodable = undecodable;
    }

    /**
     * Before anything was read.
     *
     * @param settings the Settings that count
     */
    public static DiscoveryAssembly empty(String installNamespace, Ref settings) {
        return new DiscoveryAssembly(
                DiscoverySnapshot.empty(installNamespace),
                settings,
                true,
                PersistentMap.empty(),
                PersistentMap.empty());
    }

    /**
     * @param settings the Settings that count
     * @param management objects of the management cluster, discovered kinds included
     * @param clusters what was read of each registered cluster
     */
    public static DiscoveryAssembly of(
            String installNamespace, Ref settings, List<RawObject> management, Collection<RawCluster> clusters) {
        DiscoveryChange change = new DiscoveryChange(empty(installNamespace, settings));
        clusters.forEach(cluster -> {
            change.know(cluster.name(), cluster.knowledge());
            cluster.objects().forEach(change::put);
        });
        management.forEach(change::put);
        return change.done();
    }

    /**
     * With {@code put} in place of the objects of the same ids, or added, and without {@code gone}. Objects of kinds that discovery does
     * not read change nothing.
     */
    public DiscoveryAssembly changed(Collection<RawObject> put, Collection<ObjectId> gone) {
        DiscoveryChange change = new DiscoveryChange(this);
        gone.forEach(change::remove);
        put.forEach(change::put);
        return change.done();
    }

    /** With {@code cluster} registered, and this known of its kinds. What was read of it stays. */
    public DiscoveryAssembly knowing(String cluster, ClusterKnowledge knowledge) {
        DiscoveryChange change = new DiscoveryChange(this);
        change.know(cluster, knowledge);
        return change.done();
    }

    /** Without the registration of {@code cluster}; its objects are to be removed one by one. */
    public DiscoveryAssembly forgetting(String cluster) {
        DiscoveryChange change = new DiscoveryChange(this);
        change.forget(cluster);
        return change.done();
    }

    public DiscoverySnapshot snapshot() {
        return snapshot;
    }

    /** What is wrong with single objects, ordered by object. */
    public List<Finding> findings() {
        return List.copyOf(undecodable.values());
    }

    /** Objects of registered clusters that parse but do not decode, ordered. */
    public List<ObjectId> undecodable() {
        return List.copyOf(undecodable.keySet());
    }

    /** Whether the Settings that count could be decoded; absent ones can. If not, Settings are taken to say nothing. */
    public boolean settingsReadable() {
        return settingsReadable;
    }

    Ref settings() {
        return settings;
    }

    PersistentMap<String, ClusterPieces> clusters() {
        return clusters;
    }

    PersistentMap<ObjectId, Finding> undecodableFindings() {
        return undecodable;
    }
}
