// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import dev.weft.runtime.kube.Endpoint.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads who the user of a kubeconfig is. */
final class UserCredentials {

    private UserCredentials() {}

    /**
     * A client certificate goes before a token, as API servers look at it first; a token file before a token, as client-go has it; a plugin
     * is asked when there is none of these.
     *
     * @param cluster what a plugin is told about it
     */
    static Credentials of(Entry user, Entry cluster) throws UnusableKubeconfigException {
        user.refuse("auth-provider", "kubectl has dropped it too; use an exec credential plugin");
        user.refuse("username", "Kubernetes has dropped passwords; use a token or a client certificate");
        for (String impersonation : new String[] {"as", "as-uid", "as-groups", "as-user-extra"}) {
            user.refuse(impersonation, "use a context of the user himself");
        }
        Optional<String> certificate = user.pem("client-certificate");
        Optional<String> key = user.pem("client-key");
        if (certificate.isPresent() != key.isPresent()) {
            throw user.unusable(
                    certificate.isPresent()
                            ? "has a client-certificate without client-key"
                            : "has a client-key without client-certificate");
        }
        if (certificate.isPresent()) {
            return clientCertificate(user, certificate.get(), key.orElseThrow());
        }
        if (user.has("tokenFile")) {
            user.content("tokenFile");
            Path file = user.resolve(user.text("tokenFile"));
            return new Credentials.BearerToken(() -> read(file));
        }
        if (user.has("token")) {
            return Credentials.BearerToken.fixed(user.text("token"));
        }
        return user.has("exec") ? new ExecPlugin(user, cluster).credentials() : new Credentials.Anonymous();
    }

    static Credentials clientCertificate(Entry user, String certificate, String key)
            throws UnusableKubeconfigException {
        try {
            return new Credentials.ClientCertificate(certificate, key);
        } catch (IllegalArgumentException e) {
            throw user.unusable("the client certificate or its key cannot be used: " + e.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
