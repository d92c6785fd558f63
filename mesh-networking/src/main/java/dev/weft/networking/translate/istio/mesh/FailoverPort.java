// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The port at which a FailoverService is called.
 *
 * @param name of the port, which Istio wants to be a DNS label
 * @param protocol as a ServiceEntry says it (networking.md 2.7)
 */
public record FailoverPort(int number, String name, String protocol) {

    private static final Map<String, String> PROTOCOLS = Map.ofEntries(
            Map.entry("tcp", "TCP"),
            Map.entry("udp", "UDP"),
            Map.entry("grpc", "GRPC"),
            Map.entry("grpc-web", "GRPC-Web"),
            Map.entry("http", "HTTP"),
            Map.entry("http_proxy", "HTTP_PROXY"),
            Map.entry("http2", "HTTP2"),
            Map.entry("https", "HTTPS"),
            // Istio knows it no longer.
            Map.entry("thrift", "TCP"),
            Map.entry("tls", "TLS"),
            Map.entry("mongo", "Mongo"),
            Map.entry("redis", "Redis"),
            Map.entry("mysql", "MySQL"));
    private static final Set<String> HTTP = Set.of("GRPC", "GRPC-Web", "HTTP", "HTTP_PROXY", "HTTP2");

    /** @param protocol as a FailoverService has it, one of those that it may have */
    public static FailoverPort of(int number, String protocol) {
        String lower = protocol.toLowerCase(Locale.ROOT);
        return new FailoverPort(number, lower.replace('_', '-'), PROTOCOLS.getOrDefault(lower, "TCP"));
    }

    /** Whether proxies see requests in it, which they can try again. */
    boolean carriesRequests() {
        return HTTP.contains(protocol);
    }

    /** What a gateway of another cluster knows a service by (lab.md 3). */
    static String sni(int port, String subset, String host) {
        return "outbound_." + port + "_." + (subset.isEmpty() ? "_" : subset + "_") + "." + host;
    }
}
