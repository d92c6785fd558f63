// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts of the operators on the management cluster, with {@link OperatorRights} and nothing else. */
public final class OperatorAccounts {

    private OperatorAccounts() {}

    /**
     * Creates or corrects the account and its roles.
     *
     * @param administrator how {@code management} is reached
     * @param namespace where Weft is installed; must be there
     * @return how the operator reaches it, by a token of seven days
     */
    public static Endpoint install(Cluster management, Endpoint administrator, String namespace, OperatorRights rights)
            throws ApiException, InterruptedException {
        grant(management, namespace, rights);
        String token =
                TokenSource.bound(management, namespace, rights.account()).text();
        return new Endpoint(
                administrator.server(), administrator.authorityPem(), Endpoint.Credentials.BearerToken.fixed(token));
    }

    /** Likewise, without a token. */
    public static void grant(Cluster management, String namespace, OperatorRights rights)
            throws ApiException, InterruptedException {
        management.createIfAbsent(ResourceTypes.SERVICE_ACCOUNT, RemoteObjects.account(namespace, rights.account()));
        for (Map.Entry<ResourceType, ObjectNode> object :
                roles(namespace, rights).entrySet()) {
            management.apply(object.getKey(), object.getValue());
        }
    }

    /** Roles before what binds them. Names in all namespaces begin with the install namespace: two planes may share a cluster. */
    private static Map<ResourceType, ObjectNode> roles(String namespace, OperatorRights rights) {
        String account = rights.account();
        String wide = namespace + "-" + account;
        Map<ResourceType, ObjectNode> objects = new LinkedHashMap<>();
        objects.put(ResourceTypes.CLUSTER_ROLE, RemoteObjects.clusterRole(wide, rights.everywhere()));
        objects.put(ResourceTypes.CLUSTER_ROLE_BINDING, RemoteObjects.clusterRoleBinding(account, namespace, wide));
        objects.put(ResourceTypes.ROLE, RemoteObjects.role(namespace, account, rights.installed()));
        objects.put(ResourceTypes.ROLE_BINDING, RemoteObjects.roleBinding(account, namespace, account));
        return objects;
    }
}
