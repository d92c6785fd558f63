// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.util.Map;

/** Protocols over TCP as a ServiceEntry says them (networking.md 2.7). */
final class TcpProtocols {

    private static final Map<String, String> BY_NAME = Map.ofEntries(
            Map.entry("grpc", "GRPC"),
            Map.entry("grpc-web", "GRPC-Web"),
            Map.entry("http", "HTTP"),
            Map.entry("http_proxy", "HTTP_PROXY"),
            Map.entry("http2", "HTTP2"),
            Map.entry("https", "HTTPS"),
            Map.entry("tls", "TLS"),
            Map.entry("mongo", "Mongo"),
            Map.entry("redis", "Redis"),
            Map.entry("mysql", "MySQL"));

    private TcpProtocols() {}

    /** @param name in lower case; what Istio does not know, or no longer (thrift), is plain TCP to it */
    static String of(String name) {
        return BY_NAME.getOrDefault(name, "TCP");
    }
}
