// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes kubeconfig files. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    static String withToken(String name, String url, String authorityPem, String token) {
        String authority = Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: "%1$s"
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                contexts:
                - name: "%1$s"
                  context:
                    cluster: "%1$s"
                    user: "%1$s"
                current-context: "%1$s"
                users:
                - name: "%1$s"
                  user:
                    token: "%4$s"
                """.formatted(name, url, authority, token);
    }
}
