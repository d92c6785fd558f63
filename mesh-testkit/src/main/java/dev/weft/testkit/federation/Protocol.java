// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Locale;

/** What Istio believes a port to speak (protocol.Parse). */
enum Protocol {
    HTTP,
    TCP,
    UDP,
    /** Found out from the first bytes. */
    UNKNOWN;

    static Protocol of(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "http", "http2", "grpc", "grpc-web", "kubernetes.io/h2c" -> HTTP;
            case "tcp", "tls", "https", "mongo", "mysql", "redis" -> TCP;
            case "udp" -> UDP;
            default -> UNKNOWN;
        };
    }
}
