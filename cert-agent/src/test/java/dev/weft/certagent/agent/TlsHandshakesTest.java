// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.certagent.evidence.Answer;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.pki.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With real sockets of this machine. */
@Timeout(60)
class TlsHandshakesTest {
    private final FakeIssuer issuer = FakeIssuer.at(Instant.now());
    private final FakeIssuer.Identity identity = issuer.below(Instant.now()).identity(Instant.now());
    private final List<ServerSocket> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }

    /** What a server does with a connection. */
    interface Manners {
        void meet(Socket socket) throws Exception;
    }

    private int serve(ServerSocket server, Manners manners) {
        servers.add(server);
        Thread.ofVirtual().start(() -> {
            while (true) {
                try (Socket socket = server.accept()) {
                    manners.meet(socket);
                } catch (Exception e) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        return server.getLocalPort();
    }

    private static ServerSocket plain() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private SSLServerSocket tls(String version, String... protocols) throws Exception {
        char[] password = new char[0];
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        X509Certificate[] chain =
                identity.chain().stream().map(Certificate::x509).toArray(X509Certificate[]::new);
        keys.setKeyEntry("own", identity.key().privateKey(), password, chain);
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, password);
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", Certificate.read(issuer.roots()).x509());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = server.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        if (protocols.length > 0) {
            parameters.setApplicationProtocols(protocols);
        }
        server.setSSLParameters(parameters);
        server.setNeedClientAuth(true);
        return server;
    }

    private static Answer ask(String protocol, Integer... ports) {
        return new TlsHandshakes()
                .of(List.of(new Handshakes.Call("it", "127.0.0.1", List.of(ports), protocol)))
                .get("it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aServerThatInsistsOnACertificateShowsItsOwnAndSaysWhomItTrusts(String version) throws Exception {
        int port = serve(tls(version), socket -> ((SSLSocket) socket).startHandshake());
        X500Principal root = Certificate.read(issuer.roots()).x509().getSubjectX500Principal();
        assertThat(ask("istio", port)).isEqualTo(new Answer.Certificates(identity.chain(), Set.of(root)));
    }

    @Test
    void theProtocolIsOffered() throws Exception {
        int port = serve(tls("TLSv1.3", "istio"), socket -> ((SSLSocket) socket).startHandshake());
        assertThat(ask("istio", port)).isInstanceOf(Answer.Certificates.class);
        assertThat(ask("h2", port)).isEqualTo(new Answer.Silent("does not answer by TLS"));
    }

    @Test
    void theFirstPortThatAnswersIsTaken() throws Exception {
        int closed = closed();
        int port = serve(tls("TLSv1.3"), socket -> ((SSLSocket) socket).startHandshake());
        assertThat(ask("istio", closed, port)).isInstanceOf(Answer.Certificates.class);
    }

    private static int closed() throws IOException {
        try (ServerSocket server = plain()) {
            return server.getLocalPort();
        }
    }

    @Test
    void whoDoesNotAnswerByTlsIsToldAsSuch() throws Exception {
        assertThat(ask("istio", closed())).isEqualTo(new Answer.Silent("accepts no connection"));
        assertThat(ask("istio")).isEqualTo(new Answer.Silent("tells no port"));
        int http = serve(
                plain(),
                socket ->
                        socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(ask("istio", http)).isEqualTo(new Answer.Silent("does not answer by TLS"));
        int dumb = serve(plain(), socket -> socket.getInputStream().readAllBytes());
        assertThat(ask("istio", dumb)).isEqualTo(new Answer.Silent("does not answer in time"));
    }
}
