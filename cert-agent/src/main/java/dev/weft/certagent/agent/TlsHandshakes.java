// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.evidence.Answer;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * By the TLS of the JDK, without a certificate of its own. A server that insists on one ends the handshake; its own chain has come by
 * then (RFC 8446, 4.4; RFC 5246, 7.3).
 */
public final class TlsHandshakes implements Handshakes {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(2);
    /** For all ports of one call. */
    private static final Duration WHOLE = Duration.ofSeconds(5);

    private static final Answer LATE = new Answer.Silent("does not answer in time");

    @Override
    public SortedMap<String, Answer> of(List<Call> calls) {
        SortedMap<String, Answer> answers = new TreeMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> tasks = new ArrayList<>();
            calls.forEach(call -> tasks.add(() -> answer(call)));
            // What is late is interrupted, which closes its socket.
            List<Future<Answer>> all = threads.invokeAll(tasks, WHOLE.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < calls.size(); i++) {
                answers.put(calls.get(i).name(), answer(all.get(i)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            calls.forEach(call -> answers.putIfAbsent(call.name(), LATE));
        }
        return answers;
    }

    private static Answer answer(Future<Answer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return LATE;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Answer answer(Call call) {
        Answer answer = new Answer.Silent("tells no port");
        for (int port : call.ports()) {
            answer = answer(new InetSocketAddress(call.address(), port), call.protocol());
            if (answer instanceof Answer.Certificates) {
                return answer;
            }
        }
        return answer;
    }

    private static Answer answer(InetSocketAddress address, String protocol) {
        Recorder recorder = new Recorder();
        String why;
        try (Socket plain = new Socket()) {
            plain.connect(address, Math.toIntExact(CONNECT.toMillis()));
            plain.setSoTimeout(Math.toIntExact(READ.toMillis()));
            shake(plain, address, protocol, recorder);
            why = "shows no certificate";
        } catch (SocketTimeoutException e) {
            why = "does not answer in time";
        } catch (ConnectException e) {
            why = "accepts no connection";
        } catch (SSLException e) {
            why = "does not answer by TLS";
        } catch (IOException e) {
            why = "closes the connection";
        }
        return recorder.answer(why);
    }

    private static void shake(Socket plain, InetSocketAddress address, String protocol, Recorder recorder)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {recorder.askedFor}, new TrustManager[] {recorder}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(plain, address.getAddress().getHostAddress(), address.getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /**
     * Keeps what the server shows and believes it for the handshake's sake: nothing is sent afterwards. Whether it leads to a trusted root is
     * judged by who asked.
     */
    private static final class Recorder extends X509ExtendedTrustManager {
        private final AskedFor askedFor = new AskedFor();
        private List<X509Certificate> chain = List.of();

        Answer answer(String otherwise) {
            try {
                List<Certificate> certificates = new ArrayList<>();
                for (X509Certificate x509 : chain) {
                    certificates.add(Certificate.ofDer(x509.getEncoded()));
                }
                return certificates.isEmpty()
                        ? new Answer.Silent(otherwise)
                        : new Answer.Certificates(certificates, askedFor.names);
            } catch (PkiException | GeneralSecurityException e) {
                return new Answer.Silent("shows a certificate that cannot be read");
            }
        }

        private void keep(X509Certificate[] shown) {
            chain = List.of(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) {
            keep(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine) {
            keep(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            keep(shown);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Has no certificate, and keeps by whose signature one would be taken: a proxy tells so which roots it trusts. */
    private static final class AskedFor extends X509ExtendedKeyManager {
        private Set<X500Principal> names = Set.of();

        private void keep(Principal @Nullable [] issuers) {
            Set<X500Principal> all = new LinkedHashSet<>(names);
            for (Principal issuer : issuers == null ? new Principal[0] : issuers) {
                if (issuer instanceof X500Principal name) {
                    all.add(name);
                }
            }
            names = all;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            keep(issuers);
            return null;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            keep(issuers);
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }
}
