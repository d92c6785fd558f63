// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.Kinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The kinds that networking reads. */
public final class ReadKinds {

    public static final GroupKind MESH = kind(Kinds.MESH.group(), "Mesh");
    public static final GroupKind WORKLOAD = kind(Kinds.WORKLOAD.group(), "Workload");
    public static final GroupKind TRAFFIC_TARGET = kind(Kinds.TRAFFIC_TARGET.group(), "TrafficTarget");
    public static final GroupKind TRAFFIC_POLICY = kind(Kinds.TRAFFIC_POLICY.group(), "TrafficPolicy");
    public static final GroupKind ACCESS_POLICY = kind(Kinds.ACCESS_POLICY.group(), "AccessPolicy");
    public static final GroupKind VIRTUAL_MESH = kind(Kinds.VIRTUAL_MESH.group(), "VirtualMesh");
    public static final GroupKind FAILOVER_SERVICE = kind(Kinds.FAILOVER_SERVICE.group(), "FailoverService");
    public static final GroupKind SETTINGS = kind(Kinds.SETTINGS.group(), "Settings");
    public static final GroupKind KUBERNETES_CLUSTER = kind(Kinds.KUBERNETES_CLUSTER.group(), "KubernetesCluster");
    public static final GroupKind NAMESPACE = kind("", "Namespace");
    /** By which agents ask for certificates. */
    public static final GroupKind CERTIFICATE_REQUEST = kind(Kinds.CERTIFICATE_REQUEST.group(), "CertificateRequest");

    /** On clusters: what an agent is told, and what it says. */
    public static final GroupKind ISSUED_CERTIFICATE = kind(Kinds.ISSUED_CERTIFICATE.group(), "IssuedCertificate");
    /** On the management cluster, in the namespace of the plane: those that sign. In no snapshot. */
    public static final GroupKind SECRET = kind("", "Secret");

    public static final GroupKind CRD = kind("apiextensions.k8s.io", "CustomResourceDefinition");

    private static final Set<String> CONFIG_GROUPS = Set.of(
            "networking.istio.io",
            "security.istio.io",
            "split.smi-spec.io",
            "access.smi-spec.io",
            "specs.smi-spec.io",
            Kinds.ISSUED_CERTIFICATE.group());

    private static final Set<GroupKind> CONFIGS = Set.of(
            kind("networking.istio.io", "VirtualService"),
            kind("networking.istio.io", "DestinationRule"),
            kind("networking.istio.io", "ServiceEntry"),
            kind("networking.istio.io", "Gateway"),
            kind("networking.istio.io", "EnvoyFilter"),
            kind("security.istio.io", "AuthorizationPolicy"),
            kind("split.smi-spec.io", "TrafficSplit"),
            kind("access.smi-spec.io", "TrafficTarget"),
            kind("specs.smi-spec.io", "HTTPRouteGroup"),
            kind("specs.smi-spec.io", "TCPRoute"),
            ISSUED_CERTIFICATE,
            kind(Kinds.POD_BOUNCE_DIRECTIVE.group(), "PodBounceDirective"));

    /** The kinds that TrafficTargets are made of: while one is Unknown, a service that is not there may yet exist. */
    public static final List<GroupKind> SOURCES_OF_TARGETS = List.of(
            new GroupKind("", "Service"),
            new GroupKind("", "Pod"),
            new GroupKind("apps", "Deployment"),
            new GroupKind("apps", "ReplicaSet"),
            new GroupKind("apps", "StatefulSet"),
            new GroupKind("apps", "DaemonSet"),
            // without the mesh config there is no Mesh, and so no target of it
            new GroupKind("", "ConfigMap"));

    /** From either of these discovery knows the pods behind a service. */
    public static final GroupKind ENDPOINTS = new GroupKind("", "Endpoints");

    public static final GroupKind ENDPOINT_SLICE = new GroupKind("discovery.k8s.io", "EndpointSlice");

    private ReadKinds() {}

    /** All of them, on whichever cluster. */
    public static Set<GroupKind> all() {
        Set<GroupKind> all = new TreeSet<>(CONFIGS);
        all.addAll(ofManagement());
        all.addAll(Set.of(NAMESPACE, CRD, CERTIFICATE_REQUEST));
        return all;
    }

    /** Kinds of the management cluster without which nothing can be decided. */
    public static List<GroupKind> ofManagement() {
        return List.of(
                MESH,
                WORKLOAD,
                TRAFFIC_TARGET,
                TRAFFIC_POLICY,
                ACCESS_POLICY,
                VIRTUAL_MESH,
                FAILOVER_SERVICE,
                SETTINGS,
                KUBERNETES_CLUSTER);
    }

    /** Whether it is the KubernetesCluster of a cluster that the plane in {@code installNamespace} works with. */
    public static boolean isRegistration(ObjectId id, String installNamespace) {
        return id.kind().equals(KUBERNETES_CLUSTER)
                && id.cluster().equals(ObjectId.MANAGEMENT)
                && id.namespace().equals(installNamespace);
    }

    /** Whether objects of the kind are mesh configuration on a registered cluster. */
    static boolean isConfig(GroupKind kind) {
        return CONFIGS.contains(kind);
    }

    /** Whether the plane and agents speak of certificates by it. */
    static boolean isOfTrust(GroupKind kind) {
        return kind.group().equals(CERTIFICATE_REQUEST.group());
    }

    /** Whether the group holds mesh configuration kinds. */
    static boolean isConfigGroup(String group) {
        return CONFIG_GROUPS.contains(group);
    }

    private static GroupKind kind(String group, String kind) {
        return new GroupKind(group, kind);
    }
}
