// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the kubeconfig of a Secret. Whoever may write such a Secret must not be able to make the operator run a program, read its files,
 * send its own credentials somewhere or trust everybody, so only what a registration writes is understood: a server with https, its CA, and
 * a token or a client certificate, all of them inside.
 */
public final class KubeconfigReader {

    private static final List<String> NOT_OF_CLUSTERS = List.of(
            "insecure-skip-tls-verify", "certificate-authority", "proxy-url", "tls-server-name", "disable-compression");
    private static final List<String> NOT_OF_USERS = List.of(
            "exec",
            "auth-provider",
            "tokenFile",
            "client-certificate",
            "client-key",
            "username",
            "password",
            "as",
            "as-groups",
            "as-uid",
            "as-user-extra");
    private static final String REMEDY = "; register the cluster again with meshctl cluster register";

    private KubeconfigReader() {}

    /**
     * @param label stands for the text in messages, for example {@code Secret gloo-mesh/c1 data.kubeconfig}
     * @throws UnusableKubeconfigException with what is wrong and what to do; it repeats nothing secret
     */
    public static Endpoint read(String label, String yaml) throws UnusableKubeconfigException {
        return switch (EmbeddedYaml.parse(label, yaml)) {
            case EmbeddedYaml.Unreadable unreadable ->
                // The text around an error may be a token, so only the place is told.
                throw new UnusableKubeconfigException(label + " is not YAML" + REMEDY);
            case EmbeddedYaml.Tree tree -> endpoint(label, tree.tree());
        };
    }

    private static Endpoint endpoint(String label, JsonNode config) throws UnusableKubeconfigException {
        String current = text(config.path("current-context"));
        JsonNode context =
                named(label, config, "contexts", current, "current-context").path("context");
        JsonNode cluster = named(label, config, "clusters", text(context.path("cluster")), "context.cluster")
                .path("cluster");
        JsonNode user = named(label, config, "users", text(context.path("user")), "context.user")
                .path("user");
        refuse(label, "clusters[].cluster", cluster, NOT_OF_CLUSTERS);
        refuse(label, "users[].user", user, NOT_OF_USERS);
        String server = text(cluster.path("server"));
        if (!server.startsWith("https://")) {
            throw new UnusableKubeconfigException(
                    label + ": clusters[].cluster.server must begin with https://" + REMEDY);
        }
        try {
            return new Endpoint(
                    server.endsWith("/") ? server.substring(0, server.length() - 1) : server,
                    decoded(
                            label,
                            "clusters[].cluster.certificate-authority-data",
                            cluster.path("certificate-authority-data")),
                    credentials(label, user));
        } catch (IllegalArgumentException e) {
            throw new UnusableKubeconfigException(label + ": " + e.getMessage() + REMEDY);
        }
    }

    /** The entry of a list that a reference names. */
    private static JsonNode named(String label, JsonNode config, String list, String name, String reference)
            throws UnusableKubeconfigException {
        if (name.isEmpty()) {
            throw new UnusableKubeconfigException(label + ": " + reference + " is not set" + REMEDY);
        }
        for (JsonNode entry : config.path(list)) {
            if (text(entry.path("name")).equals(name)) {
                return entry;
            }
        }
        throw new UnusableKubeconfigException(
                label + ": " + reference + " names " + name + ", which is not in " + list + REMEDY);
    }

    private static void refuse(String label, String where, JsonNode object, List<String> fields)
            throws UnusableKubeconfigException {
        for (String field : fields) {
            JsonNode value = object.path(field);
            boolean harmless = value.isMissingNode() || value.isNull() || (value.isBoolean() && !value.booleanValue());
            if (!harmless) {
                throw new UnusableKubeconfigException(label + ": " + where + "." + field
                        + " is not allowed in a kubeconfig Secret: all that is needed must be inside of it" + REMEDY);
            }
        }
    }

    private static Credentials credentials(String label, JsonNode user) throws UnusableKubeconfigException {
        String token = text(user.path("token"));
        if (!token.isEmpty()) {
            return Credentials.BearerToken.fixed(token);
        }
        Optional<String> chain =
                decoded(label, "users[].user.client-certificate-data", user.path("client-certificate-data"));
        Optional<String> key = decoded(label, "users[].user.client-key-data", user.path("client-key-data"));
        if (chain.isPresent() && key.isPresent()) {
            return new Credentials.ClientCertificate(chain.get(), key.get());
        }
        throw new UnusableKubeconfigException(
                label + ": users[].user has neither token nor client-certificate-data with client-key-data" + REMEDY);
    }

    private static Optional<String> decoded(String label, String field, JsonNode value)
            throws UnusableKubeconfigException {
        String text = text(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UnusableKubeconfigException(label + ": " + field + " is not base64" + REMEDY);
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }
}
