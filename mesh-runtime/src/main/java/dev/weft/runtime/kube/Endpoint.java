// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where an API server is, and as whom it is called.
 *
 * @param server scheme, host, port and possibly a path, without a slash at the end: {@code https://10.0.0.1:6443}
 * @param authorityPem certificates that the server's one must chain to; empty for those that the Java platform trusts
 */
public record Endpoint(String server, Optional<String> authorityPem, Credentials credentials) {

    /** @throws IllegalArgumentException when the PEM texts hold no usable certificates or key; the message repeats none of them */
    public Endpoint {
        authorityPem.ifPresent(Pem::certificates);
    }

    /** Who calls. No {@code toString} shows a secret. */
    public sealed interface Credentials {

        /** @param token asked for with each call, so that it may rotate */
        record BearerToken(Supplier<String> token) implements Credentials {

            /** One that stays. Two of the same text are equal. */
            public static BearerToken fixed(String token) {
                return new BearerToken(new Fixed(token));
            }

            @Override
            public String toString() {
                return "BearerToken";
            }
        }

        /**
         * @param chainPem certificates, the client's own first
         * @param keyPem PKCS#8, PKCS#1 or SEC1, not encrypted
         */
        record ClientCertificate(String chainPem, String keyPem) implements Credentials {
            public ClientCertificate {
                Pem.certificates(chainPem);
                Pem.privateKey(keyPem);
            }

            @Override
            public String toString() {
                return "ClientCertificate";
            }
        }

        /** Nobody. */
        record Anonymous() implements Credentials {}
    }

    private record Fixed(String token) implements Supplier<String> {
        @Override
        public String get() {
            return token;
        }

        @Override
        public String toString() {
            return "Fixed";
        }
    }

    @Override
    public String toString() {
        return server + " as " + credentials;
    }
}
