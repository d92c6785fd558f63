// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The TLS side of a server: its certificate is for 127.0.0.1 and localhost; clients may show one that it has signed. */
public final class ServerTls {
    private ServerTls() {}

    public static SSLContext context(Identity identity) {
        try {
            KeyManager[] keys = {new OneKey(identity.authorityKey(), identity.authority())};
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
