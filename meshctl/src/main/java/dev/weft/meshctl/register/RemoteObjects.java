// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ResourceType;
import java.util.List;

/** The objects of a registration on the registered cluster. Names are the reference's where it has the object. */
final class RemoteObjects {

    static final String WRITER_ROLE = "gloomesh-remote-access";
    static final String READER_ROLE = "gloomesh-remote-access-reader";
    static final String TOKEN_SECRET = "kubernetes.io/service-account-token";

    private RemoteObjects() {}

    static ObjectNode namespace(String name) {
        return object(ResourceTypes.NAMESPACE, "", name);
    }

    static ObjectNode account(String namespace, String name) {
        return object(ResourceTypes.SERVICE_ACCOUNT, namespace, name);
    }

    static ObjectNode clusterRole(String name, List<AccessRule> rules) {
        return withRules(object(ResourceTypes.CLUSTER_ROLE, "", name), rules);
    }

    static ObjectNode clusterRoleBinding(String account, String namespace, String role) {
        return clusterRoleBinding(clusterRoleBindingName(account, role), role, account, namespace);
    }

    /** @param namespace of the account */
    static ObjectNode clusterRoleBinding(String name, String role, String account, String namespace) {
        ObjectNode binding = object(ResourceTypes.CLUSTER_ROLE_BINDING, "", name);
        return bound(binding, ResourceTypes.CLUSTER_ROLE, role, account, namespace);
    }

    static String clusterRoleBindingName(String account, String role) {
        return account + "-" + role + "-clusterrole-binding";
    }

    /** The writer renews the tokens of both accounts. */
    static ObjectNode renewalRole(RegistrationRequest request) {
        return role(
                request.remoteNamespace(),
                renewalRoleName(request.cluster()),
                RemoteRights.renewal(List.of(request.writer(), request.reader())));
    }

    static ObjectNode renewalBinding(RegistrationRequest request) {
        return roleBinding(request.writer(), request.remoteNamespace(), renewalRoleName(request.cluster()));
    }

    static ObjectNode role(String namespace, String name, List<AccessRule> rules) {
        return withRules(object(ResourceTypes.ROLE, namespace, name), rules);
    }

    static ObjectNode roleBinding(String account, String namespace, String role) {
        return roleBinding(namespace, roleBindingName(account, role), role, account, namespace);
    }

    /**
     * @param namespace of the binding and the role
     * @param accountNamespace of the account
     */
    static ObjectNode roleBinding(String namespace, String name, String role, String account, String accountNamespace) {
        ObjectNode binding = object(ResourceTypes.ROLE_BINDING, namespace, name);
        return bound(binding, ResourceTypes.ROLE, role, account, accountNamespace);
    }

    private static String roleBindingName(String account, String role) {
        return account + "-" + role + "-role-binding";
    }

    static String renewalRoleName(String cluster) {
        return cluster + "-token-renewal";
    }

    static String renewalBindingName(String cluster) {
        return roleBindingName(cluster, renewalRoleName(cluster));
    }

    /** A Secret that the server fills with a token that does not expire. */
    static ObjectNode tokenSecret(String namespace, String account) {
        ObjectNode secret = object(ResourceTypes.SECRET, namespace, tokenSecretName(account));
        secret.withObject("/metadata/annotations").put("kubernetes.io/service-account.name", account);
        return secret.put("type", TOKEN_SECRET);
    }

    static String tokenSecretName(String account) {
        return account + "-token";
    }

    /** apiVersion, kind and metadata. */
    static ObjectNode object(ResourceType type, String namespace, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    private static ObjectNode withRules(ObjectNode role, List<AccessRule> rules) {
        ArrayNode list = role.putArray("rules");
        rules.forEach(rule -> list.add(rule.json()));
        return role;
    }

    private static ObjectNode bound(
            ObjectNode binding, ResourceType role, String roleName, String account, String namespace) {
        binding.putObject("roleRef")
                .put("apiGroup", role.group())
                .put("kind", role.kind())
                .put("name", roleName);
        binding.putArray("subjects")
                .addObject()
                .put("kind", "ServiceAccount")
                .put("name", account)
                .put("namespace", namespace);
        return binding;
    }
}
