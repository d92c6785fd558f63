// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Starts a server, asks it a few things and ends: what {@code bin/kube-sandbox} does first, so that the JVM can note which
 * classes a start needs and keep them ready (docs/adr/0016-launchers-build-from-source.md).
 */
public final class SandboxTraining {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private final Sandbox sandbox;
    private final SSLContext tls;

    private SandboxTraining(Sandbox sandbox) throws IOException, GeneralSecurityException {
        this.sandbox = sandbox;
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("ca", sandbox.identity().authority());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
    }

    /** Fails when an answer is not the expected one. */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("training"))) {
            SandboxTraining training = new SandboxTraining(sandbox);
            training.request("GET", "/readyz", "", 200);
            training.request("POST", CONFIG_MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}", 201);
            training.request("GET", CONFIG_MAPS + "?limit=500", "", 200);
            training.request("GET", "/apis", "", 200);
            training.request("DELETE", CONFIG_MAPS + "/a", "", 200);
            if (sandbox.kubeconfig().isEmpty()) {
                throw new IOException("no kubeconfig");
            }
        }
    }

    private void request(String method, String path, String body, int expected) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) URI.create(sandbox.url() + path).toURL().openConnection();
        connection.setSSLSocketFactory(tls.getSocketFactory());
        connection.setRequestMethod(method);
        connection.setRequestProperty(
                "Authorization", "Bearer " + sandbox.identity().adminToken());
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        if (connection.getResponseCode() != expected) {
            throw new IOException(method + " " + path + ": " + connection.getResponseCode());
        }
        try (InputStream answer = connection.getInputStream()) {
            answer.readAllBytes();
        }
    }
}
