// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A port of loopback that shows a certificate, says by whose signature others would be taken, and ends each connection after that. */
final class TlsPort implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * What is shown.
     *
     * @param own the certificate with its key; what is above it is shown too
     * @param trusted roots
     */
    record Face(CaCerts own, List<Certificate> trusted) {
        Face {
            trusted = List.copyOf(trusted);
        }
    }

    private final ServerSocket server;
    private final Supplier<Optional<Face>> face;

    private TlsPort(ServerSocket server, Supplier<Optional<Face>> face) {
        this.server = server;
        this.face = face;
    }

    /** @param face asked for with each connection; who comes while there is none is shown nothing */
    static TlsPort open(Supplier<Optional<Face>> face) throws IOException {
        TlsPort port = new TlsPort(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), face);
        Thread.ofVirtual().name("stand-in-tls").start(port::serve);
        return port;
    }

    int number() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> meet(socket));
            } catch (IOException e) {
                // Closed, or a caller that was gone before it was met.
            }
        }
    }

    private void meet(Socket plain) {
        try (plain) {
            plain.setSoTimeout(Math.toIntExact(LONGEST.toMillis()));
            Optional<Face> shown = face.get();
            if (shown.isPresent()) {
                shake(plain, shown.get());
            }
        } catch (IOException e) {
            // The caller has seen enough.
        }
    }

    private static void shake(Socket plain, Face shown) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Own(shown)}, new TrustManager[] {new Trusted(shown)}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
                socket.setUseClientMode(false);
                socket.setWantClientAuth(true);
                socket.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One key for whatever is asked for; the JDK looks whether it fits. */
    private static final class Own extends X509ExtendedKeyManager {

        private static final String ALIAS = "own";
        private final Face face;

        Own(Face face) {
            this.face = face;
        }

        private @Nullable String alias(String type) {
            return face.own().key().publicKey().getAlgorithm().startsWith(type) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias(type);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return alias(type);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            String alias = alias(type);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return face.own().chain().certificates().stream()
                    .map(Certificate::x509)
                    .toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return face.own().key().privateKey();
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }

    /** Names its roots and takes nobody's certificate: there is nothing here to be let in to. */
    private static final class Trusted extends X509ExtendedTrustManager {

        private final Face face;

        Trusted(Face face) {
            this.face = face;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return face.trusted().stream().map(Certificate::x509).toArray(X509Certificate[]::new);
        }

        private static CertificateException refusal() {
            return new CertificateException("this is a stand-in, which lets nobody in");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            throw refusal();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            throw refusal();
        }
    }
}
