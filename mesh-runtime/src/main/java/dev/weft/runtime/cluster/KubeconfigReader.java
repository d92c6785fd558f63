// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads kubeconfigs that others have stored. Whoever may write such a Secret must not thereby run programs here, read files of this pod,
 * or receive its credentials, so all that a kubeconfig can say beyond a server, its authority and a credential in plain sight is refused
 * (kubernetes.io/docs/reference/config-api/kubeconfig.v1).
 */
public final class KubeconfigReader {

    private static final String MAKE_ONE = "; meshctl cluster register makes one that is fit";
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final List<String> OF_CLUSTER =
            List.of("certificate-authority", "insecure-skip-tls-verify", "proxy-url", "tls-server-name");
    private static final List<String> OF_USER = List.of(
            "exec",
            "auth-provider",
            "tokenFile",
            "client-certificate",
            "client-key",
            "username",
            "password",
            "as",
            "as-uid",
            "as-groups",
            "as-user-extra");

    private KubeconfigReader() {}

    /**
     * A part of the document.
     *
     * @param label of the document
     * @param path where the part stands in it, empty for the whole
     */
    private record Part(String label, String path, ObjectNode fields) {

        /** Its text; empty when absent. */
        String text(String field) throws UnusableKubeconfigException {
            JsonNode value = fields.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return "";
            }
            if (!value.isTextual()) {
                throw refuse(field, "must be text" + MAKE_ONE);
            }
            return value.textValue();
        }

        Optional<String> pem(String field) throws UnusableKubeconfigException {
            String data = text(field);
            if (data.isEmpty()) {
                return Optional.empty();
            }
            try {
                byte[] decoded = Base64.getMimeDecoder().decode(data);
                return Optional.of(new String(decoded, StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException e) {
                throw refuse(field, "is not base64; encode the PEM file with base64");
            }
        }

        UnusableKubeconfigException refuse(String field, String whyAndRemedy) {
            String where = path.isEmpty() ? field : path + "." + field;
            return new UnusableKubeconfigException(label + ": " + where + ": " + whyAndRemedy);
        }
    }

    /**
     * @param label stands for the text in messages, for example {@code Secret gloo-mesh/c1 data.kubeconfig}
     * @throws UnusableKubeconfigException when it cannot or must not be used; the message names the field, why, and what to do
     */
    public static Endpoint read(String label, String yaml) throws UnusableKubeconfigException {
        Part config = document(label, yaml);
        for (String[] fixed : new String[][] {{"kind", "Config"}, {"apiVersion", "v1"}}) {
            String value = config.text(fixed[0]);
            if (!value.isEmpty() && !value.equals(fixed[1])) {
                throw config.refuse(fixed[0], "must be " + fixed[1] + ": only kubeconfigs are read");
            }
        }
        Part context = context(config);
        Part cluster = named(config, "clusters", "cluster", context.text("cluster"), context);
        Part user = named(config, "users", "user", context.text("user"), context);
        refuseAny(cluster, OF_CLUSTER);
        refuseAny(user, OF_USER);
        return endpoint(cluster, user);
    }

    private static Part document(String label, String yaml) throws UnusableKubeconfigException {
        return switch (EmbeddedYaml.parse(label, yaml)) {
            case EmbeddedYaml.Tree(ObjectNode map) -> new Part(label, "", map);
            case EmbeddedYaml.Tree other ->
                throw new UnusableKubeconfigException(label + ": holds no map of fields" + MAKE_ONE);
            // What the parser says may repeat a piece of the text.
            case EmbeddedYaml.Unreadable unreadable ->
                throw new UnusableKubeconfigException(label
                        + ": is no YAML that is read: a mistake of syntax, a field that stands twice, or aliases without end"
                        + MAKE_ONE);
        };
    }

    private static Part context(Part config) throws UnusableKubeconfigException {
        String current = config.text("current-context");
        if (!current.isEmpty()) {
            return named(config, "contexts", "context", current, config);
        }
        if (config.fields().path("contexts").size() != 1) {
            throw config.refuse(
                    "current-context",
                    "is missing, and contexts does not hold exactly one; say which context is meant");
        }
        return inner(config, "contexts", "context", 0);
    }

    /** The entry of that name in a list of named ones. */
    private static Part named(Part config, String list, String field, String name, Part asker)
            throws UnusableKubeconfigException {
        JsonNode entries = config.fields().path(list);
        int found = -1;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.path(i).path("name").asText("").equals(name)) {
                if (found >= 0) {
                    throw config.refuse(list + "[" + i + "].name", "stands twice; keep one of the two");
                }
                found = i;
            }
        }
        if (found < 0) {
            String pointer = asker == config ? "current-context" : field;
            throw asker.refuse(pointer, "names no entry of " + list + "; add it or correct the name");
        }
        return inner(config, list, field, found);
    }

    private static Part inner(Part config, String list, String field, int index) throws UnusableKubeconfigException {
        JsonNode inner = config.fields().path(list).path(index).path(field);
        String path = list + "[" + index + "]." + field;
        if (inner instanceof ObjectNode fields) {
            return new Part(config.label(), path, fields);
        }
        if (inner instanceof MissingNode) {
            throw config.refuse(path, "is missing" + MAKE_ONE);
        }
        throw config.refuse(path, "must be a map of fields" + MAKE_ONE);
    }

    private static void refuseAny(Part part, List<String> refused) throws UnusableKubeconfigException {
        for (String field : refused) {
            JsonNode value = part.fields().path(field);
            boolean absent = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isTextual() && value.textValue().isEmpty())
                    || (value.isContainerNode() && value.isEmpty());
            if (!absent) {
                throw part.refuse(field, why(field) + MAKE_ONE);
            }
        }
    }

    private static String why(String field) {
        return switch (field) {
            case "exec", "auth-provider" ->
                "programs and plug-ins named in a Secret are never run; store a token of a service account instead";
            case "certificate-authority", "client-certificate", "client-key", "tokenFile" ->
                "files named in a Secret are never read; store the content itself (certificate-authority-data,"
                        + " client-certificate-data, client-key-data, token)";
            case "insecure-skip-tls-verify" ->
                "a server that is not verified could be anybody; store certificate-authority-data instead";
            case "proxy-url" -> "credentials are not sent through proxies; name an address that is reached directly";
            case "tls-server-name" ->
                "the server's certificate must be valid for the address in server; name such an address";
            case "username", "password" -> "API servers know no passwords any more; store a token instead";
            default -> "impersonation is not supported; store a token of the account itself";
        };
    }

    private static Endpoint endpoint(Part cluster, Part user) throws UnusableKubeconfigException {
        String server = server(cluster);
        Optional<String> authority = cluster.pem("certificate-authority-data");
        try {
            return new Endpoint(server, authority, credentials(user));
        } catch (IllegalArgumentException e) {
            throw cluster.refuse("certificate-authority-data", e.getMessage() + MAKE_ONE);
        }
    }

    private static String server(Part cluster) throws UnusableKubeconfigException {
        String text = cluster.text("server");
        String remedy =
                "must be an address such as https://10.0.0.1:6443, with a host and without user, query or fragment";
        try {
            URI uri = new URI(text);
            if ("http".equals(uri.getScheme())) {
                throw cluster.refuse("server", "http would show the credentials to everybody on the way; use https");
            }
            if (!"https".equals(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                throw cluster.refuse("server", remedy);
            }
        } catch (URISyntaxException e) {
            throw cluster.refuse("server", remedy);
        }
        return text.replaceAll("/+$", "");
    }

    private static Credentials credentials(Part user) throws UnusableKubeconfigException {
        String token = user.text("token").strip();
        if (!token.isEmpty()) {
            if (!TOKEN.matcher(token).matches()) {
                throw user.refuse("token", "holds characters that no token has; store it without line breaks");
            }
            return Credentials.BearerToken.fixed(token);
        }
        Optional<String> chain = user.pem("client-certificate-data");
        Optional<String> key = user.pem("client-key-data");
        if (chain.isEmpty() && key.isEmpty()) {
            throw user.refuse("token", "is missing, and so is a client certificate" + MAKE_ONE);
        }
        if (chain.isEmpty() || key.isEmpty()) {
            throw user.refuse(
                    chain.isEmpty() ? "client-certificate-data" : "client-key-data",
                    "is missing; a client certificate needs both it and its key");
        }
        try {
            return new Credentials.ClientCertificate(chain.get(), key.get());
        } catch (IllegalArgumentException e) {
            throw user.refuse("client-certificate-data or client-key-data", e.getMessage() + MAKE_ONE);
        }
    }
}
