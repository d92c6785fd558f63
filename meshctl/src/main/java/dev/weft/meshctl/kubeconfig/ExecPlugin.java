// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.Endpoint.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A program that gives credentials, run the way kubectl runs it
 * (kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins). It is run once, and again when its token
 * expires. What it says on stderr the user sees.
 */
final class ExecPlugin {

    private static final Set<String> VERSIONS =
            Set.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");
    private static final int LONGEST_LEFT = 10;

    private final Entry user;
    private final Entry cluster;
    private final JsonNode exec;
    private final String version;

    ExecPlugin(Entry user, Entry cluster) throws UnusableKubeconfigException {
        this.user = user;
        this.cluster = cluster;
        this.exec = user.body().path("exec");
        this.version = exec.path("apiVersion").asText("");
        if (!VERSIONS.contains(version)) {
            throw user.unusable("exec.apiVersion '" + version + "' is not one of "
                    + String.join(", ", VERSIONS.stream().sorted().toList()));
        }
        if (exec.path("command").asText("").isEmpty()) {
            throw user.unusable("exec has no command");
        }
    }

    Credentials credentials() throws UnusableKubeconfigException {
        JsonNode status = run();
        if (status.hasNonNull("clientCertificateData")) {
            return UserCredentials.clientCertificate(
                    user,
                    status.path("clientCertificateData").asText(),
                    status.path("clientKeyData").asText(""));
        }
        return new Credentials.BearerToken(new Renewing(status));
    }

    /** The status of the ExecCredential that the program prints. */
    private JsonNode run() throws UnusableKubeconfigException {
        String name = exec.path("command").asText();
        List<String> command = new ArrayList<>();
        command.add(name.contains("/") ? user.resolve(name).toString() : name);
        exec.path("args").forEach(argument -> command.add(argument.asText()));
        boolean interactive = interactive();
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectError(Redirect.INHERIT)
                .redirectInput(interactive ? Redirect.INHERIT : Redirect.PIPE);
        exec.path("env")
                .forEach(variable -> process.environment()
                        .put(
                                variable.path("name").asText(""),
                                variable.path("value").asText("")));
        process.environment().put("KUBERNETES_EXEC_INFO", info(interactive).toString());
        String printed;
        int code;
        try {
            Process running = process.start();
            running.getOutputStream().close();
            printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            code = running.waitFor();
        } catch (IOException e) {
            throw user.unusable("exec command '" + name + "' cannot be run" + hint());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw user.unusable("exec command '" + name + "' was interrupted");
        }
        if (code != 0) {
            throw user.unusable("exec command '" + name + "' has failed with exit code " + code + hint());
        }
        return status(name, printed);
    }

    private JsonNode status(String name, String printed) throws UnusableKubeconfigException {
        JsonNode credential =
                EmbeddedYaml.parse(name, printed) instanceof EmbeddedYaml.Tree tree ? tree.tree() : NODES.missingNode();
        JsonNode status = credential.path("status");
        boolean usable = status.hasNonNull("token") || status.hasNonNull("clientCertificateData");
        if (!credential.path("kind").asText("").equals("ExecCredential")
                || !credential.path("apiVersion").asText("").equals(version)
                || !usable) {
            throw user.unusable("exec command '" + name + "' has printed no ExecCredential of " + version
                    + " with a token or a client certificate");
        }
        return status;
    }

    private boolean interactive() throws UnusableKubeconfigException {
        boolean terminal = System.console() != null;
        return switch (exec.path("interactiveMode").asText("IfAvailable")) {
            case "Never" -> false;
            case "Always" -> {
                if (!terminal) {
                    throw user.unusable("exec command '" + exec.path("command").asText()
                            + "' needs a terminal (interactiveMode: Always), and there is none");
                }
                yield true;
            }
            default -> terminal;
        };
    }

    private ObjectNode info(boolean interactive) {
        ObjectNode info = NODES.objectNode().put("apiVersion", version).put("kind", "ExecCredential");
        ObjectNode spec = info.putObject("spec").put("interactive", interactive);
        if (exec.path("provideClusterInfo").asBoolean(false)) {
            ObjectNode told = spec.putObject("cluster");
            told.put("server", cluster.text("server"));
            if (cluster.has("certificate-authority-data")) {
                told.put("certificate-authority-data", cluster.text("certificate-authority-data"));
            }
            cluster.body().path("extensions").forEach(extension -> {
                if (extension.path("name").asText("").equals("client.authentication.k8s.io/exec")) {
                    told.set("config", extension.path("extension"));
                }
            });
        }
        return info;
    }

    private String hint() {
        String hint = exec.path("installHint").asText("").strip();
        return hint.isEmpty() ? "" : "\n" + hint;
    }

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The plugin's token, asked for anew shortly before it expires. */
    private final class Renewing implements Supplier<String> {
        private JsonNode status;

        Renewing(JsonNode status) {
            this.status = status;
        }

        @Override
        public synchronized String get() {
            if (expired()) {
                try {
                    status = run();
                } catch (UnusableKubeconfigException e) {
                    throw new UncheckedIOException(new IOException(e.getMessage()));
                }
            }
            return status.path("token").asText("");
        }

        private boolean expired() {
            String expires = status.path("expirationTimestamp").asText("");
            try {
                return !expires.isEmpty()
                        && Instant.now()
                                .plusSeconds(LONGEST_LEFT)
                                .isAfter(OffsetDateTime.parse(expires).toInstant());
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
