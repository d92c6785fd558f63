// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the agent reaches the API server of its cluster: as the service account of its pod, or by a kubeconfig that has everything inside.
 * Nothing else of its surroundings counts, and no program is run for a token.
 */
public final class Server {

    private static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private Server() {}

    /**
     * By a kubeconfig.
     *
     * @throws IllegalArgumentException when it cannot be read, or names files or programs
     */
    public static Config of(Path kubeconfig) {
        try {
            return of(Files.readString(kubeconfig));
        } catch (IOException e) {
            throw new IllegalArgumentException("--kubeconfig: " + kubeconfig + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * By a token, as another program in this process has it.
     *
     * @param authorityPem empty where the certificate of the server is trusted as it is
     * @param token asked for with each call
     */
    public static Config of(String url, Optional<String> authorityPem, Supplier<String> token) {
        ConfigBuilder config = connection(url).withOauthTokenProvider(token::get);
        return authorityPem
                .map(pem -> Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
                .map(config::withCaCertData)
                .orElse(config)
                .build();
    }

    static Config of(String kubeconfig) {
        io.fabric8.kubernetes.api.model.Config file;
        try {
            file = Serialization.unmarshal(kubeconfig, io.fabric8.kubernetes.api.model.Config.class);
        } catch (RuntimeException e) {
            // Its message may repeat what was read.
            throw new IllegalArgumentException("--kubeconfig: is not a kubeconfig");
        }
        Context context = named(file.getContexts(), one -> one.getName().equals(file.getCurrentContext()), "context")
                .getContext();
        Cluster cluster = named(file.getClusters(), one -> one.getName().equals(context.getCluster()), "cluster")
                .getCluster();
        AuthInfo user = named(file.getUsers(), one -> one.getName().equals(context.getUser()), "user")
                .getUser();
        if (user.getExec() != null || user.getAuthProvider() != null) {
            throw new IllegalArgumentException(
                    "--kubeconfig: runs a program for its credentials; give a token or a client certificate");
        }
        ConfigBuilder config = connection(cluster.getServer())
                .withCaCertData(cluster.getCertificateAuthorityData())
                .withClientCertData(user.getClientCertificateData())
                .withClientKeyData(user.getClientKeyData());
        return user.getToken() == null
                ? config.build()
                : config.withOauthTokenProvider(user::getToken).build();
    }

    private static <T> T named(@Nullable List<T> all, Predicate<T> is, String what) {
        return Optional.ofNullable(all).stream()
                .flatMap(List::stream)
                .filter(is)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("--kubeconfig: has no " + what + " for its current context"));
    }

    /**
     * As the pod's service account.
     *
     * @throws IllegalArgumentException when this is no pod
     */
    public static Config ofPod(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "this is not a pod (KUBERNETES_SERVICE_HOST is not set): say --kubeconfig FILE");
        }
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        try {
            byte[] authority = Files.readAllBytes(MOUNT.resolve("ca.crt"));
            Files.readString(MOUNT.resolve("token"));
            return connection("https://" + bracketed + ":" + port)
                    .withCaCertData(Base64.getEncoder().encodeToString(authority))
                    // With each call, because the kubelet replaces it.
                    .withOauthTokenProvider(() -> token(MOUNT.resolve("token")))
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException("the service account of the pod cannot be read: " + e.getMessage(), e);
        }
    }

    private static String token(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigBuilder connection(String url) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withConnectionTimeout(Math.toIntExact(CONNECT.toMillis()))
                .withRequestTimeout(Math.toIntExact(REQUEST.toMillis()))
                // The default holds a thread for 22 s on a port that nobody listens to.
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true)
                // Watches over WebSockets bring nothing more, and are a second way to go wrong.
                .withOnlyHttpWatches(true)
                .withUserAgent("weft-cert-agent");
    }
}
