// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.ApiException.Failure.Kind;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why no answer came, read from the exceptions of the HTTP clients. Whatever is not known counts as a call that may have worked. */
final class Failures {

    private static final int DEEPEST = 20;

    private Failures() {}

    /** @param what the call and its server, without a secret */
    static ApiException of(String what, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        return noAnswer(kind(cause), what, said(cause));
    }

    static ApiException noAnswer(Kind kind, String what, String why) {
        String message = what + ": " + why;
        return new ApiException(message, new Failure.NoAnswer(kind, message));
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable at = thrown;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static Kind kind(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < DEEPEST; at = at.getCause(), depth++) {
            switch (at) {
                case HttpConnectTimeoutException e -> {
                    return Kind.CONNECT;
                }
                case HttpTimeoutException e -> {
                    return Kind.TIMEOUT;
                }
                case SocketTimeoutException e -> {
                    return lower(e).contains("connect") ? Kind.CONNECT : Kind.TIMEOUT;
                }
                case InterruptedIOException e
                when lower(e).equals("timeout") -> {
                    return Kind.TIMEOUT;
                }
                case ConnectException e -> {
                    return Kind.CONNECT;
                }
                case NoRouteToHostException e -> {
                    return Kind.CONNECT;
                }
                case UnknownHostException e -> {
                    return Kind.CONNECT;
                }
                case UnresolvedAddressException e -> {
                    return Kind.CONNECT;
                }
                case SSLHandshakeException e -> {
                    return Kind.TLS;
                }
                case SSLPeerUnverifiedException e -> {
                    return Kind.TLS;
                }
                case CertificateException e -> {
                    return Kind.TLS;
                }
                case SSLException e
                when notTls(e) -> {
                    return Kind.TLS;
                }
                default -> {
                    // Its cause may say more.
                }
            }
        }
        return Kind.BROKEN;
    }

    private static boolean notTls(SSLException e) {
        String text = lower(e);
        return text.contains("unsupported or unrecognized ssl message") || text.contains("plaintext connection");
    }

    private static String lower(Throwable e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** The most telling message; the JDK's connection errors have none but their class. */
    private static String said(Throwable thrown) {
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < DEEPEST; at = at.getCause(), depth++) {
            if (at instanceof UnresolvedAddressException) {
                return "the host name is not known";
            }
            String message = at.getMessage();
            if (message != null && !message.isBlank() && !message.equals(String.valueOf(at.getCause()))) {
                return message;
            }
        }
        return thrown instanceof ConnectException
                ? "connection refused"
                : thrown.getClass().getSimpleName();
    }
}
