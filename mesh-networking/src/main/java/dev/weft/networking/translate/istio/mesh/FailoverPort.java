// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.util.Locale;
import java.util.Set;

/**
 * The port at which a FailoverService is called.
 *
 * @param name of the port, which Istio wants to be a DNS label
 * @param protocol as a ServiceEntry says it (networking.md 2.7)
 */
public record FailoverPort(int number, String name, String protocol) {

    private static final Set<String> HTTP = Set.of("GRPC", "GRPC-Web", "HTTP", "HTTP_PROXY", "HTTP2");

    /** @param protocol as a FailoverService has it, one of those that it may have */
    public static FailoverPort of(int number, String protocol) {
        String lower = protocol.toLowerCase(Locale.ROOT);
        return new FailoverPort(number, lower.replace('_', '-'), lower.equals("udp") ? "UDP" : TcpProtocols.of(lower));
    }

    /** Whether proxies see requests in it, which they can try again. */
    boolean carriesRequests() {
        return HTTP.contains(protocol);
    }
}
