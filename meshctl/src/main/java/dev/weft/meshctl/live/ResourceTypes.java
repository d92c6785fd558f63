// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import dev.weft.api.ApiKind;
import dev.weft.runtime.kube.ResourceType;

/** The kinds that commands name themselves, in the version they are spoken to. */
public final class ResourceTypes {

    public static final ResourceType NAMESPACE = new ResourceType("", "v1", "namespaces", "Namespace", false);
    public static final ResourceType SECRET = new ResourceType("", "v1", "secrets", "Secret", true);
    public static final ResourceType SERVICE_ACCOUNT =
            new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
    public static final ResourceType CLUSTER_ROLE = rbac("clusterroles", "ClusterRole", false);
    public static final ResourceType CLUSTER_ROLE_BINDING = rbac("clusterrolebindings", "ClusterRoleBinding", false);
    public static final ResourceType ROLE = rbac("roles", "Role", true);
    public static final ResourceType ROLE_BINDING = rbac("rolebindings", "RoleBinding", true);
    public static final ResourceType CRD = new ResourceType(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    public static final ResourceType DEPLOYMENT = new ResourceType("apps", "v1", "deployments", "Deployment", true);
    public static final ResourceType LEASE = new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);

    private ResourceTypes() {}

    /** A kind of our API. */
    public static ResourceType of(ApiKind kind) {
        return new ResourceType(kind.group(), kind.version(), kind.plural(), kind.kind(), true);
    }

    private static ResourceType rbac(String plural, String kind, boolean namespaced) {
        return new ResourceType("rbac.authorization.k8s.io", "v1", plural, kind, namespaced);
    }
}
