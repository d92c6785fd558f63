// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cluster that this pod runs in, as its service account
 * (kubernetes.io/docs/tasks/run-application/access-api-from-pod).
 */
public final class InCluster {

    /** Where Kubernetes mounts a pod's service account. */
    public static final Path MOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private InCluster() {}

    /**
     * The server, as this pod's service account. The token's file is read with each call, because the kubelet replaces it.
     *
     * @param host value of KUBERNETES_SERVICE_HOST
     * @param port value of KUBERNETES_SERVICE_PORT
     * @param mount folder with {@code token} and {@code ca.crt}
     * @throws IOException when a file is missing, as in a pod without a service account's token
     */
    public static Endpoint endpoint(String host, String port, Path mount) throws IOException {
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        Path token = mount.resolve("token");
        Files.readString(token);
        return new Endpoint(
                "https://" + bracketed + ":" + port,
                Optional.of(Files.readString(mount.resolve("ca.crt"))),
                new Credentials.BearerToken(() -> current(token)));
    }

    private static String current(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
