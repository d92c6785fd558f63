// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Asks an API server whether it is ready, trusting only the certificate that it makes for itself when it starts. */
final class Readiness {

    static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final HttpRequest request;
    private final Path certificate;
    private final long end = System.nanoTime() + LIMIT.toNanos();
    private @Nullable HttpClient client;

    Readiness(URI url, Path certificate) {
        this.certificate = certificate;
        this.request = HttpRequest.newBuilder(url.resolve("/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    boolean isOverdue() {
        return System.nanoTime() - end > 0;
    }

    /** Asks once; pauses for a moment when the answer is no. */
    boolean isReached() throws InterruptedException {
        try {
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trustOnly(certificate))
                        .build();
            }
            if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                return true;
            }
        } catch (IOException | GeneralSecurityException notYet) {
            // not listening yet, or the certificate file is still being written: ask again with what is there then
            client = null;
        }
        Thread.sleep(PAUSE);
        return false;
    }

    private static SSLContext trustOnly(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("server-" + number++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
