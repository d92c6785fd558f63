// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The TLS side of a server: a certificate for 127.0.0.1 and localhost; clients may show one of the same CA. */
public final class ServerTls {
    private ServerTls() {}

    public static SSLContext context(Identity identity, Instant now) {
        KeyPair key = Certificates.keyPair();
        X509Certificate certificate = Certificates.server(identity, key.getPublic(), now);
        try {
            KeyManager[] keys = {new OneKey(key.getPrivate(), certificate, identity.authority())};
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry("ca", identity.authority());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
