// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks who listens for its certificates, whoever signed them. */
final class Handshake {

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private Handshake() {}

    /**
     * The certificates in the order in which they are shown. Who asks has none, so who listens may end it; what was shown counts.
     *
     * @param protocol by which a proxy knows what is mutual TLS
     */
    static List<X509Certificate> with(String host, int port, String protocol) throws IOException {
        Anybody anybody = new Anybody();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) LONGEST.toMillis());
            plain.setSoTimeout((int) LONGEST.toMillis());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {anybody}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } catch (IOException e) {
            if (anybody.shown.isEmpty()) {
                throw e;
            }
        }
        return anybody.shown;
    }

    /** Nothing is sent that anybody could read. */
    private static final class Anybody extends X509ExtendedTrustManager {

        private List<X509Certificate> shown = List.of();

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown = List.of(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown = List.of(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown = List.of(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
