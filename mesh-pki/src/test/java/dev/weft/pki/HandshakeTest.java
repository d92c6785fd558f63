// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.YEAR;
import static dev.weft.pki.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads of two clusters, each with a certificate of its own cluster's intermediate, speak mutual TLS: Java's, which is none of ours. */
class HandshakeTest {
    /** Java's TLS reads the clock by itself. */
    private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static final char[] NO_PASSWORD = new char[0];

    /** What istiod of a cluster has, and a workload there. */
    private record Workload(SigningKey key, Chain chain, TrustBundle trusted) {
        static Workload of(String name, Authority root, KeySpec spec) throws PkiException {
            SigningKey caKey = SigningKey.generate(spec, random("ca " + name));
            SigningRequest request = SigningRequest.read(
                    SigningRequest.by(caKey, "Istio", List.of(), random(name)).pem());
            var terms = new IntermediateTerms(
                    "Istio", List.of("spiffe://cluster.local/ns/istio-system/sa/" + name), YEAR, 0);
            CaCerts cacerts =
                    CaCerts.read(CaCerts.of(caKey, root.issue(request, terms, TODAY, random(name)), root.roots())
                            .data());
            SigningKey key = Samples.key("workload " + name);
            HandMade leaf = HandMade.workload(cacerts.certificate(), "spiffe://cluster.local/ns/default/sa/" + name);
            leaf.notBefore = TODAY.minusSeconds(60);
            leaf.notAfter = TODAY.plusSeconds(3600);
            return new Workload(key, cacerts.chain().below(leaf.sign(key, cacerts.key())), cacerts.roots());
        }

        Workload trusting(TrustBundle others) {
            return new Workload(key, chain, others);
        }

        SSLEngine engine(boolean client) throws Exception {
            KeyStore own = empty();
            X509Certificate[] certificates =
                    chain.certificates().stream().map(Certificate::x509).toArray(X509Certificate[]::new);
            own.setKeyEntry("own", key.privateKey(), NO_PASSWORD, certificates);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            KeyStore peers = empty();
            for (int i = 0; i < trusted.roots().size(); i++) {
                peers.setCertificateEntry("root " + i, trusted.roots().get(i).x509());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(peers);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(client);
            if (!client) {
                engine.setNeedClientAuth(true);
            }
            return engine;
        }

        private static KeyStore empty() throws Exception {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        }
    }

    /** Plays both sides in memory until both are done. */
    private static SSLEngine handshake(Workload client, Workload server) throws Exception {
        SSLEngine caller = client.engine(true);
        SSLEngine called = server.engine(false);
        caller.beginHandshake();
        called.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        for (int step = 0; step < 200; step++) {
            step(caller, toClient, toServer);
            step(called, toServer, toClient);
            if (done(caller) && done(called) && toServer.position() == 0 && toClient.position() == 0) {
                return called;
            }
        }
        throw new IllegalStateException("the handshake does not end");
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer application = ByteBuffer.allocate(50_000);
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            default -> {
                in.flip();
                if (in.hasRemaining()) {
                    engine.unwrap(in, application);
                }
                in.compact();
            }
        }
    }

    private static Authority root(String organization) throws PkiException {
        return Authority.selfSigned(new RootTerms(organization, YEAR, KeySpec.Ec.P256), TODAY, random(organization));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workloadsOfTwoClustersMeet(boolean rsa) throws Exception {
        Authority root = root("gloo-mesh");
        Workload one = Workload.of("one", root, KeySpec.Ec.P256);
        Workload two = Workload.of("two", root, rsa ? new KeySpec.Rsa(2048) : KeySpec.Ec.P256);

        SSLEngine called = handshake(one, two);
        assertThat(called.getSession().getPeerCertificates()[0])
                .isEqualTo(one.chain().first().x509());
        assertThat(handshake(two, one).getSession().getPeerCertificates()).hasSize(3);
    }

    @Test
    void workloadsOfTwoRootsMeetOnlyWhenBothTrustBoth() throws Exception {
        Authority old = root("old");
        Authority fresh = root("new");
        Workload one = Workload.of("one", old, KeySpec.Ec.P256);
        Workload two = Workload.of("two", fresh, KeySpec.Ec.P256);
        assertThatThrownBy(() -> handshake(one, two)).isInstanceOf(SSLException.class);

        TrustBundle union = old.roots().union(fresh.roots());
        assertThat(handshake(one.trusting(union), two.trusting(union))).isNotNull();
        // One of them is late: what lab.md saw as failed requests.
        assertThatThrownBy(() -> handshake(one, two.trusting(union))).isInstanceOf(SSLException.class);
    }

    @Test
    void rootsOfOneNameAreToldApartByTheirKeys() throws Exception {
        Authority old = root("gloo-mesh");
        Authority fresh =
                Authority.selfSigned(new RootTerms("gloo-mesh", YEAR, KeySpec.Ec.P256), TODAY, random("again"));
        TrustBundle union = old.roots().union(fresh.roots()).repeat(fresh.certificate());
        Workload one = Workload.of("one", old, KeySpec.Ec.P256).trusting(union);
        Workload two = Workload.of("two", fresh, KeySpec.Ec.P256).trusting(union);
        assertThat(handshake(one, two)).isNotNull();
        assertThat(handshake(two, one)).isNotNull();
    }
}
