// SPDX-License-Identifier: Apache-2.0

package dev.weft.api;

import dev.weft.api.certificates.CertificateRequestSpec;
import dev.weft.api.certificates.CertificateRequestStatus;
import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.MeshStatus;
import dev.weft.api.discovery.TrafficTargetSpec;
import dev.weft.api.discovery.TrafficTargetStatus;
import dev.weft.api.discovery.WorkloadSpec;
import dev.weft.api.discovery.WorkloadStatus;
import dev.weft.api.multicluster.KubernetesClusterSpec;
import dev.weft.api.multicluster.KubernetesClusterStatus;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.AccessPolicyStatus;
import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.api.networking.FailoverServiceStatus;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.networking.TrafficPolicyStatus;
import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.api.networking.VirtualMeshStatus;
import dev.weft.api.settings.SettingsSpec;
import dev.weft.api.settings.SettingsStatus;
import java.util.List;

/** The kinds of the API, those of the reference without its enterprise groups. */
public final class Kinds {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io";
    private static final String NETWORKING = "networking.mesh.gloo.solo.io";
    private static final String SETTINGS_GROUP = "settings.mesh.gloo.solo.io";
    private static final String MULTICLUSTER = "multicluster.solo.io";
    private static final String CERTIFICATES = "certificates.mesh.gloo.solo.io";
    private static final String V1ALPHA2 = "v1alpha2";

    public static final ApiKind MESH =
            new ApiKind(DISCOVERY, V1ALPHA2, "Mesh", "meshes", List.of(), false, MeshSpec.class, MeshStatus.class);
    public static final ApiKind WORKLOAD = new ApiKind(
            DISCOVERY, V1ALPHA2, "Workload", "workloads", List.of(), false, WorkloadSpec.class, WorkloadStatus.class);
    public static final ApiKind TRAFFIC_TARGET = new ApiKind(
            DISCOVERY,
            V1ALPHA2,
            "TrafficTarget",
            "traffictargets",
            List.of("tt"),
            false,
            TrafficTargetSpec.class,
            TrafficTargetStatus.class);
    public static final ApiKind KUBERNETES_CLUSTER = new ApiKind(
            MULTICLUSTER,
            "v1alpha1",
            "KubernetesCluster",
            "kubernetesclusters",
            List.of(),
            true,
            KubernetesClusterSpec.class,
            KubernetesClusterStatus.class);
    public static final ApiKind TRAFFIC_POLICY = new ApiKind(
            NETWORKING,
            V1ALPHA2,
            "TrafficPolicy",
            "trafficpolicies",
            List.of("tpol"),
            true,
            TrafficPolicySpec.class,
            TrafficPolicyStatus.class);
    public static final ApiKind ACCESS_POLICY = new ApiKind(
            NETWORKING,
            V1ALPHA2,
            "AccessPolicy",
            "accesspolicies",
            List.of("apol"),
            true,
            AccessPolicySpec.class,
            AccessPolicyStatus.class);
    public static final ApiKind VIRTUAL_MESH = new ApiKind(
            NETWORKING,
            V1ALPHA2,
            "VirtualMesh",
            "virtualmeshes",
            List.of("vmesh"),
            true,
            VirtualMeshSpec.class,
            VirtualMeshStatus.class);
    public static final ApiKind FAILOVER_SERVICE = new ApiKind(
            NETWORKING,
            V1ALPHA2,
            "FailoverService",
            "failoverservices",
            List.of("fos"),
            true,
            FailoverServiceSpec.class,
            FailoverServiceStatus.class);
    public static final ApiKind SETTINGS = new ApiKind(
            SETTINGS_GROUP,
            V1ALPHA2,
            "Settings",
            "settings",
            List.of(),
            true,
            SettingsSpec.class,
            SettingsStatus.class);
    public static final ApiKind ISSUED_CERTIFICATE = new ApiKind(
            CERTIFICATES,
            V1ALPHA2,
            "IssuedCertificate",
            "issuedcertificates",
            List.of(),
            false,
            IssuedCertificateSpec.class,
            IssuedCertificateStatus.class);
    public static final ApiKind CERTIFICATE_REQUEST = new ApiKind(
            CERTIFICATES,
            V1ALPHA2,
            "CertificateRequest",
            "certificaterequests",
            List.of(),
            false,
            CertificateRequestSpec.class,
            CertificateRequestStatus.class);
    public static final ApiKind POD_BOUNCE_DIRECTIVE = new ApiKind(
            CERTIFICATES,
            V1ALPHA2,
            "PodBounceDirective",
            "podbouncedirectives",
            List.of(),
            false,
            PodBounceDirectiveSpec.class,
            PodBounceDirectiveStatus.class);

    /** All of them, in the order of the API documentation. */
    public static final List<ApiKind> ALL = List.of(
            MESH,
            WORKLOAD,
            TRAFFIC_TARGET,
            KUBERNETES_CLUSTER,
            TRAFFIC_POLICY,
            ACCESS_POLICY,
            VIRTUAL_MESH,
            FAILOVER_SERVICE,
            SETTINGS,
            ISSUED_CERTIFICATE,
            CERTIFICATE_REQUEST,
            POD_BOUNCE_DIRECTIVE);

    private Kinds() {}
}
