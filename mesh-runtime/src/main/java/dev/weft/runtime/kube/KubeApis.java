// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens API servers. Everything is set here and nothing comes from the environment: no {@code Config} of fabric8 is involved, which would
 * add redirects, proxies and credentials that it finds around it. HTTP/1.1, because a connection that has died takes one call or one watch
 * with it and not all of them.
 */
public final class KubeApis {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final char[] NO_PASSWORD = new char[0];

    private KubeApis() {}

    /**
     * Opens a server; nothing is sent yet.
     *
     * @param clients the HTTP client: the JDK's in operators, okhttp in meshctl (house.md 3.1)
     * @param userAgent names the program, for the server's audit log: {@code mesh-discovery/0.1.0}
     */
    public static KubeApi connect(Endpoint endpoint, HttpClient.Factory clients, String userAgent) {
        HttpClient client = clients.newBuilder()
                .connectTimeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS)
                .proxyType(HttpClient.ProxyType.DIRECT)
                .preferHttp11()
                .sslContext(keys(endpoint.credentials()), trust(endpoint))
                .build();
        // The direct calls of this class know no retries, and cancelling one of them closes its connection.
        if (client instanceof StandardHttpClient<?, ?, ?> direct) {
            return new HttpKubeApi(endpoint, direct, userAgent);
        }
        client.close();
        throw new IllegalArgumentException("not an HTTP client of fabric8: " + client.getClass());
    }

    private static TrustManager[] trust(Endpoint endpoint) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(
                    endpoint.authorityPem().isPresent()
                            ? authorities(
                                    Pem.certificates(endpoint.authorityPem().get()))
                            : null);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificates that were read cannot be trusted", e);
        }
    }

    private static KeyManager @Nullable [] keys(Endpoint.Credentials credentials) {
        if (!(credentials instanceof Endpoint.Credentials.ClientCertificate client)) {
            return null;
        }
        try {
            KeyStore store = emptyStore();
            X509Certificate[] chain = Pem.certificates(client.chainPem()).toArray(new X509Certificate[0]);
            store.setKeyEntry("client", Pem.privateKey(client.keyPem()), NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read cannot be used", e);
        }
    }

    private static KeyStore authorities(List<X509Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty store is not read from anywhere", e);
        }
    }
}
