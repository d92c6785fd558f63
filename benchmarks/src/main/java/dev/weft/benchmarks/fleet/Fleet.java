// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import static dev.weft.benchmarks.fleet.Json.kubernetes;
import static dev.weft.benchmarks.fleet.Json.object;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A fleet as its API servers would show it. Deterministic: the same size gives the same objects. */
public final class Fleet {

    public static final String INSTALL_NAMESPACE = "gloo-mesh";

    private final FleetSize size;
    private final FleetPolicies policies;

    public Fleet(FleetSize size) {
        this.size = size;
        this.policies = new FleetPolicies(size);
    }

    public FleetSize size() {
        return size;
    }

    /** Cluster names, ordered. */
    public List<String> clusters() {
        return IntStream.range(0, size.clusters()).mapToObj(size::cluster).toList();
    }

    /** What the management cluster holds; nothing is discovered yet. */
    public List<RawObject> management() {
        List<RawObject> objects = new ArrayList<>();
        objects.add(kubernetes(
                ObjectId.MANAGEMENT,
                "v1",
                "Namespace",
                "",
                "kube-system",
                object("uid", "00000000-0000-4000-8000-000000000000")));
        objects.add(settings("ISTIO_MUTUAL"));
        for (String cluster : clusters()) {
            objects.add(kubernetes(
                    ObjectId.MANAGEMENT,
                    "multicluster.solo.io/v1alpha1",
                    "KubernetesCluster",
                    INSTALL_NAMESPACE,
                    cluster,
                    object("generation", 1),
                    "spec",
                    object("secretName", cluster, "clusterDomain", "cluster.local")));
        }
        objects.addAll(policies.all());
        objects.addAll(FleetFederation.of(size));
        return objects;
    }

    /** @param tlsMode default TLS mode of every host */
    public RawObject settings(String tlsMode) {
        return kubernetes(
                ObjectId.MANAGEMENT,
                "settings.mesh.gloo.solo.io/v1alpha2",
                "Settings",
                INSTALL_NAMESPACE,
                "settings",
                object("generation", 1),
                "spec",
                object("mtls", object("istio", object("tlsMode", tlsMode))));
    }

    /** What the cluster of that number holds. */
    public List<RawObject> cluster(int number) {
        return FleetCluster.of(size, number);
    }

    /** A policy for one service, after so many edits. */
    public RawObject policyOfOneTarget(int edit) {
        return policies.policy(0, edit);
    }

    /** A policy for all services of one namespace of one cluster, after so many edits. */
    public RawObject policyOfOneNamespace(int edit) {
        return policies.policy(FleetPolicies.FOR_A_NAMESPACE, edit);
    }

    /** A policy for one service on every cluster, after so many edits. */
    public RawObject policyOfOneLabel(int edit) {
        return policies.policy(FleetPolicies.FOR_A_LABEL, edit);
    }
}
