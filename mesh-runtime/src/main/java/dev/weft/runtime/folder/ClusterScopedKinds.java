// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.ref.GroupKind;
import java.util.Set;

/** Kinds without a namespace; every other kind without one is in {@code default}, as kubectl would put it. */
final class ClusterScopedKinds {

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Set<GroupKind> KINDS = Set.of(
            new GroupKind("", "Namespace"),
            new GroupKind("", "Node"),
            new GroupKind("", "PersistentVolume"),
            new GroupKind("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
            new GroupKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
            new GroupKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
            new GroupKind("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition"),
            new GroupKind("apiregistration.k8s.io", "APIService"),
            new GroupKind("appmesh.k8s.aws", "Mesh"),
            new GroupKind("certificates.k8s.io", "CertificateSigningRequest"),
            new GroupKind("flowcontrol.apiserver.k8s.io", "FlowSchema"),
            new GroupKind("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
            new GroupKind("gateway.networking.k8s.io", "GatewayClass"),
            new GroupKind("networking.k8s.io", "IngressClass"),
            new GroupKind("networking.k8s.io", "IPAddress"),
            new GroupKind("networking.k8s.io", "ServiceCIDR"),
            new GroupKind("node.k8s.io", "RuntimeClass"),
            new GroupKind(RBAC, "ClusterRole"),
            new GroupKind(RBAC, "ClusterRoleBinding"),
            new GroupKind("scheduling.k8s.io", "PriorityClass"),
            new GroupKind("storage.k8s.io", "CSIDriver"),
            new GroupKind("storage.k8s.io", "CSINode"),
            new GroupKind("storage.k8s.io", "StorageClass"),
            new GroupKind("storage.k8s.io", "VolumeAttachment"));

    private ClusterScopedKinds() {}

    static boolean contains(GroupKind kind) {
        return KINDS.contains(kind);
    }
}
