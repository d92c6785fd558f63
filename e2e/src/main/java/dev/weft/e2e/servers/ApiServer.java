// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import dev.weft.runtime.kube.Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How to reach a running API server as administrator ({@code system:masters}).
 *
 * @param name name of the cluster
 * @param url {@code https://127.0.0.1:PORT}
 * @param certificate PEM text of the certificate that the server made for itself; trust it and nothing else
 * @param token bearer token
 */
public record ApiServer(String name, URI url, String certificate, String token) {

    /** A kubeconfig with everything embedded. */
    public String kubeconfig() {
        String authority = Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8));
        return """
            apiVersion: v1
            kind: Config
            clusters:
              - name: %1$s
                cluster:
                  server: %2$s
                  certificate-authority-data: %3$s
            users:
              - name: %1$s
                user:
                  token: %4$s
            contexts:
              - name: %1$s
                context:
                  cluster: %1$s
                  user: %1$s
            current-context: %1$s
            """.formatted(name, url, authority, token);
    }

    /** How it is called by the clients of mesh-runtime. */
    public Endpoint administrator() {
        return new Endpoint(url.toString(), Optional.of(certificate), Endpoint.Credentials.BearerToken.fixed(token));
    }

    @Override
    public String toString() {
        return name + " at " + url;
    }
}
