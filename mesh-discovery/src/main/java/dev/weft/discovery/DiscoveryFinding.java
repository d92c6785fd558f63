// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.runtime.status.FindingCode;
import dev.weft.runtime.status.Severity;

/** The findings of discovery. The reference page docs/reference/findings.md is generated from this list. */
public enum DiscoveryFinding implements FindingCode {
    ANNOTATED_SERVICE_WITHOUT_MESH(
            "AnnotatedServiceWithoutMesh",
            Severity.WARNING,
            "A Service asks to be discovered, but no Istio or Open Service Mesh control plane is known on its cluster.",
            "Install a mesh on the cluster, or remove the annotation discovery.mesh.gloo.solo.io/enabled."),
    APP_MESH_ARN_MALFORMED(
            "AppMeshArnMalformed",
            Severity.WARNING,
            "The status of an App Mesh resource holds something that is not the ARN of a mesh, so no Mesh is written for it.",
            "Let the App Mesh controller write status.meshARN."),
    APP_MESH_END_OF_LIFE(
            "AppMeshEndOfLife",
            Severity.WARNING,
            "AWS App Mesh was discontinued on 2026-09-30; its meshes are reported, and nothing is configured in them.",
            "Move the workloads to Istio or another mesh."),
    GATEWAY_LAST_KNOWN(
            "GatewayLastKnown",
            Severity.WARNING,
            "A gateway that other clusters call cannot be reached now, as far as its cluster says; callers are still sent where it was last.",
            "See to the load balancer, the nodes or the pods of the Service. Where the gateway is meant to be gone, delete the Service or make it a ClusterIP."),
    GATEWAY_MISSING(
            "GatewayMissing",
            Severity.WARNING,
            "No ingress gateway that other clusters could reach was found for an Istio mesh.",
            "Give an Istio gateway a LoadBalancer or NodePort Service with a port named tls or numbered 15443, or name the gateway in"
                    + " spec.discovery.istio.ingressGatewayDetectors of Settings."),
    GATEWAY_UNUSABLE(
            "GatewayUnusable",
            Severity.WARNING,
            "A Service looks like an ingress gateway, but other clusters could not reach it.",
            "Correct the Service as the message says."),
    MESHES_DIFFER(
            "MeshesDiffer",
            Severity.WARNING,
            "The workloads behind a Service, or the pods of a workload, belong to different meshes; the first one counts.",
            "Restart the workloads that still use the other control plane."),
    MESH_CONFIG_MISSING(
            "MeshConfigMissing",
            Severity.WARNING,
            "The ConfigMap with the mesh config of an Istio control plane does not exist or has no key mesh.",
            "Restore the ConfigMap; until then the last known values count, or else Istio's defaults."),
    MESH_CONFIG_UNREADABLE(
            "MeshConfigUnreadable",
            Severity.WARNING,
            "The mesh config of an Istio control plane, or a field of it that is needed, cannot be read.",
            "Correct key mesh of the ConfigMap; until then the last known values count, or else Istio's defaults."),
    NAME_COLLISION(
            "NameCollision",
            Severity.WARNING,
            "Two sources give one name; the one with the smallest key keeps it, the names of the others end in a hash.",
            "Nothing; refer to the object by the name that the message gives."),
    OSM_END_OF_LIFE(
            "OsmEndOfLife",
            Severity.INFO,
            "Open Service Mesh is archived since 2023; no new version will come.",
            "Plan to move the workloads to Istio or another mesh."),
    OTHER_OWNER(
            "OtherOwner",
            Severity.WARNING,
            "An object with the name of a discovered one belongs to another installation of the plane; it is not touched.",
            "Give each installation its own namespace, or delete the object."),
    REPLICA_SET_MISSING(
            "ReplicaSetMissing",
            Severity.WARNING,
            "The ReplicaSet that a pod belongs to is not there, so the Deployment behind it is not known.",
            "Delete the pod if its ReplicaSet is really gone, or add the ReplicaSet to the snapshot."),
    ROOT_NAMESPACE_ELSEWHERE(
            "RootNamespaceElsewhere",
            Severity.WARNING,
            "The mesh config of an Istio control plane names a root namespace other than that of istiod; access to services there is not kept"
                    + " apart from workloads of other namespaces.",
            "Keep services that AccessPolicies select out of the root namespace."),
    SERVICE_OUTSIDE_MESH(
            "ServiceOutsideMesh",
            Severity.INFO,
            "No workload of a mesh stands behind a Service of a namespace that has such workloads, so it is no TrafficTarget.",
            "Inject sidecars into the pods of the Service if it should belong to the mesh."),
    SIDECAR_WITHOUT_MESH(
            "SidecarWithoutMesh",
            Severity.WARNING,
            "Pods have a sidecar, but no mesh that it could belong to is known.",
            "Register the cluster that runs the control plane, or see the findings about its Deployment."),
    SOURCE_UNDECODABLE(
            "SourceUndecodable",
            Severity.ERROR,
            "An object of a registered cluster has a field that cannot be read; it is left out, everything else is discovered.",
            "Correct the field as the message says."),
    TRUST_DOMAIN_ALIASES(
            "TrustDomainAliases",
            Severity.WARNING,
            "The mesh config of an Istio control plane has trust domain aliases; AccessPolicies do not tell the accounts of these domains apart"
                    + " from those of the mesh.",
            "Give the other domain's root by caCertificates with its trustDomains instead of an alias."),
    VERSION_UNKNOWN(
            "VersionUnknown",
            Severity.WARNING,
            "The image of a control plane has no tag, so its version is not known; it is taken to be a recent one.",
            "Use an image with a tag (a digest may follow it).");

    private final String code;
    private final Severity severity;
    private final String meaning;
    private final String remedy;

    DiscoveryFinding(String code, Severity severity, String meaning, String remedy) {
        this.code = code;
        this.severity = severity;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
