// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where this agent is, and what it may touch.
 *
 * @param namespace where it runs, and where its IssuedCertificates are
 * @param cluster name of its cluster; empty when nobody told it
 * @param istioNamespaces where it may write {@code cacerts}
 * @param meshConfigs names of the ConfigMaps in them that hold a mesh configuration, and that it may write
 * @param renewalRatio a certificate is renewed when no more than this part of its life is left; above 0, below 1
 * @param whileAwaited how often it looks at what is trusted and served while that is not what it is to be
 * @param whenServed the same when it is
 */
public record AgentRules(
        String namespace,
        String cluster,
        SortedSet<String> istioNamespaces,
        SortedSet<String> meshConfigs,
        double renewalRatio,
        Duration whileAwaited,
        Duration whenServed) {

    /** What the reference's API has as its default, and no code of it reads (D8). */
    public static final double DEFAULT_RATIO = 0.1;

    /** As Istio names it where there is no revision. */
    public static final String MESH_CONFIG = "istio";

    private static final String DEFAULT_REVISION = "default";

    private static final Duration AWAITED = Duration.ofSeconds(3);
    private static final Duration SERVED = Duration.ofMinutes(1);

    public AgentRules {
        istioNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(istioNamespaces));
        meshConfigs = Collections.unmodifiableSortedSet(new TreeSet<>(meshConfigs));
        if (!(renewalRatio > 0 && renewalRatio < 1)) {
            throw new IllegalArgumentException("the part of a life must be above 0 and below 1, not " + renewalRatio);
        }
        if (!whileAwaited.isPositive() || !whenServed.isPositive()) {
            throw new IllegalArgumentException("pauses must be longer than nothing");
        }
    }

    public AgentRules(
            String namespace,
            String cluster,
            SortedSet<String> istioNamespaces,
            SortedSet<String> meshConfigs,
            double renewalRatio) {
        this(namespace, cluster, istioNamespaces, meshConfigs, renewalRatio, AWAITED, SERVED);
    }

    public AgentRules(String namespace, String cluster, SortedSet<String> istioNamespaces, double renewalRatio) {
        this(namespace, cluster, istioNamespaces, new TreeSet<>(Set.of(MESH_CONFIG)), renewalRatio);
    }

    public static AgentRules of(String namespace, Set<String> istioNamespaces) {
        return of(namespace, istioNamespaces, Set.of(MESH_CONFIG));
    }

    public static AgentRules of(String namespace, Set<String> istioNamespaces, Set<String> meshConfigs) {
        return new AgentRules(namespace, "", new TreeSet<>(istioNamespaces), new TreeSet<>(meshConfigs), DEFAULT_RATIO);
    }

    /** Name of the ConfigMap that istiods of a revision read, as Istio's charts call it. */
    public static String meshConfig(String revision) {
        return revision.isEmpty() || revision.equals(DEFAULT_REVISION) ? MESH_CONFIG : MESH_CONFIG + "-" + revision;
    }

    /** The same, but it looks more or less often while something is awaited. */
    public AgentRules lookingEvery(Duration pause) {
        return new AgentRules(namespace, cluster, istioNamespaces, meshConfigs, renewalRatio, pause, whenServed);
    }

    /** Labels of whatever it makes. */
    public SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(Marks.OWNER_LABEL, namespace);
        labels.put(Marks.LOCAL_LABEL, "");
        if (!cluster.isEmpty()) {
            labels.put(Marks.CLUSTER_LABEL, cluster);
        }
        return labels;
    }
}
