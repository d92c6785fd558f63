// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig of one cluster and one user, with nothing that has to be looked up: Helm is given what meshctl itself goes by, so that a
 * context, several files and a credential plugin mean the same to both.
 */
final class NarrowKubeconfig {

    private static final String NAME = "management";

    private NarrowKubeconfig() {}

    /** It holds credentials. JSON, which is YAML. */
    static String of(Endpoint endpoint) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("apiVersion", "v1").put("kind", "Config").put("current-context", NAME);
        ObjectNode cluster = entry(tree, "clusters", "cluster");
        cluster.put("server", endpoint.server());
        endpoint.authorityPem().ifPresent(pem -> cluster.put("certificate-authority-data", base64(pem)));
        ObjectNode user = entry(tree, "users", "user");
        switch (endpoint.credentials()) {
            case Endpoint.Credentials.BearerToken bearer ->
                user.put("token", bearer.token().get());
            case Endpoint.Credentials.ClientCertificate client ->
                user.put("client-certificate-data", base64(client.chainPem()))
                        .put("client-key-data", base64(client.keyPem()));
            case Endpoint.Credentials.Anonymous nobody -> {}
        }
        entry(tree, "contexts", "context").put("cluster", NAME).put("user", NAME);
        return tree.toString();
    }

    private static ObjectNode entry(ObjectNode tree, String list, String sort) {
        return tree.putArray(list).addObject().put("name", NAME).putObject(sort);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
