// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.Endpoint;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kubeconfig of whoever calls meshctl. Several files in {@code KUBECONFIG} are merged as kubectl does it
 * (kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig): the first file that sets an entry or the current context
 * wins, and files that do not exist are passed over.
 */
public final class Kubeconfig {

    private static final int LARGEST_FILE = 4 << 20;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final List<Path> files;
    private final Map<String, Entry> clusters = new LinkedHashMap<>();
    private final Map<String, Entry> users = new LinkedHashMap<>();
    private final Map<String, Entry> contexts = new LinkedHashMap<>();
    private String current = "";

    private Kubeconfig(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /**
     * Reads the file that is named, else those of {@code KUBECONFIG}, else {@code ~/.kube/config}.
     *
     * @param environment KUBECONFIG and HOME count
     */
    public static Kubeconfig read(Optional<Path> named, Map<String, String> environment)
            throws UnusableKubeconfigException {
        if (named.isPresent()) {
            if (!Files.exists(named.get())) {
                throw new UnusableKubeconfigException("--kubeconfig " + named.get() + " does not exist");
            }
            return read(List.of(named.get()));
        }
        String listed = environment.getOrDefault("KUBECONFIG", "");
        List<Path> wanted = new ArrayList<>();
        for (String path : listed.split(File.pathSeparator, -1)) {
            if (!path.isEmpty()) {
                wanted.add(Path.of(path));
            }
        }
        if (wanted.isEmpty()) {
            wanted.add(Path.of(environment.getOrDefault("HOME", "."), ".kube", "config"));
        }
        List<Path> present = wanted.stream().filter(Files::exists).toList();
        if (present.isEmpty()) {
            throw new UnusableKubeconfigException("there is no kubeconfig: " + joined(wanted) + " does not exist"
                    + (listed.isEmpty() ? "" : " (from KUBECONFIG)")
                    + "; name one with --kubeconfig FILE");
        }
        return read(present);
    }

    private static Kubeconfig read(List<Path> files) throws UnusableKubeconfigException {
        Kubeconfig kubeconfig = new Kubeconfig(files);
        for (Path file : files) {
            kubeconfig.add(file, tree(file));
        }
        return kubeconfig;
    }

    private static JsonNode tree(Path file) throws UnusableKubeconfigException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new UnusableKubeconfigException(file + ": is larger than " + LARGEST_FILE + " bytes");
            }
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UnusableKubeconfigException(
                    file + ": cannot be read: " + e.getClass().getSimpleName());
        }
        return switch (EmbeddedYaml.parse(file.toString(), text)) {
            case EmbeddedYaml.Unreadable bad -> throw new UnusableKubeconfigException(bad.why());
            case EmbeddedYaml.Tree tree
            when tree.tree().isObject() || tree.tree().isMissingNode() -> tree.tree();
            case EmbeddedYaml.Tree other -> throw new UnusableKubeconfigException(file + ": is not a kubeconfig");
        };
    }

    private void add(Path file, JsonNode tree) {
        addAll(clusters, "cluster", file, tree.path("clusters"));
        addAll(users, "user", file, tree.path("users"));
        addAll(contexts, "context", file, tree.path("contexts"));
        if (current.isEmpty()) {
            current = tree.path("current-context").asText("");
        }
    }

    private static void addAll(Map<String, Entry> entries, String sort, Path file, JsonNode list) {
        for (JsonNode item : list) {
            String name = item.path("name").asText("");
            entries.putIfAbsent(name, new Entry(sort + " '" + name + "'", item.path(sort), file));
        }
    }

    /** Names of the contexts, sorted. */
    public Set<String> contexts() {
        return new TreeSet<>(contexts.keySet());
    }

    /**
     * How to reach the cluster of a context. A credential plugin is run now.
     *
     * @param wanted context; empty for the current one
     */
    public UserAccess access(Optional<String> wanted) throws UnusableKubeconfigException {
        String name = wanted.orElse(current);
        if (name.isEmpty()) {
            throw new UnusableKubeconfigException(
                    joined(files) + ": no context is current; " + thereAre() + "; choose one with --kubecontext");
        }
        Entry context = contexts.get(name);
        if (context == null) {
            throw new UnusableKubeconfigException(joined(files) + ": there is no context '" + name + "'; " + thereAre()
                    + "; choose one with --kubecontext");
        }
        Entry cluster = named(context, "cluster", clusters);
        String server = server(cluster);
        Optional<String> authority = cluster.pem("certificate-authority");
        Endpoint.Credentials credentials = context.has("user")
                ? UserCredentials.of(named(context, "user", users), cluster)
                : new Endpoint.Credentials.Anonymous();
        try {
            return new UserAccess(name, context.text("namespace"), new Endpoint(server, authority, credentials));
        } catch (IllegalArgumentException e) {
            throw cluster.unusable("certificate-authority is no certificate in PEM format: " + e.getMessage());
        }
    }

    private static Entry named(Entry context, String sort, Map<String, Entry> entries)
            throws UnusableKubeconfigException {
        Entry entry = entries.get(context.text(sort));
        if (entry == null) {
            throw context.unusable("names " + sort + " '" + context.text(sort) + "', which does not exist");
        }
        return entry;
    }

    private static String server(Entry cluster) throws UnusableKubeconfigException {
        cluster.refuse(
                "insecure-skip-tls-verify",
                "give certificate-authority-data instead, so that nobody else can pose as the server:"
                        + " kubectl config set-cluster NAME --embed-certs --certificate-authority=FILE");
        cluster.refuse("proxy-url", "meshctl connects directly; use a context whose server is reachable");
        cluster.refuse("tls-server-name", "use a server address that its certificate names");
        String text = cluster.text("server");
        try {
            URI uri = new URI(text);
            String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            boolean secret =
                    "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host));
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null || !secret) {
                throw cluster.unusable("server '" + text
                        + "' must be https://HOST[:PORT]; http is accepted for this machine only (kubectl proxy)");
            }
        } catch (URISyntaxException e) {
            throw cluster.unusable("server '" + text + "' is no URL");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private String thereAre() {
        return contexts.isEmpty() ? "there are none" : "there are " + String.join(", ", contexts());
    }

    private static String joined(List<Path> files) {
        return String.join(
                File.pathSeparator, files.stream().map(Path::toString).toList());
    }
}
