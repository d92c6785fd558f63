// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A port of a Service.
 *
 * @param number 1 to 65535
 * @param name may be empty
 * @param protocol Kubernetes protocol, for example {@code TCP}
 * @param appProtocol may be empty
 */
public record ServicePort(int number, String name, String protocol, String appProtocol) {

    private static final Set<String> NOT_HTTP =
            Set.of("https", "mongo", "mysql", "redis", "tcp", "tls", "udp", "kubernetes.io/wss");
    /** What Open Service Mesh calls them. */
    private static final List<String> OSM_TCP = List.of("tcp-server-first", "tcp");

    private static final Set<String> HTTP =
            Set.of("grpc", "http", "http2", "http_proxy", "kubernetes.io/h2c", "kubernetes.io/ws");
    /** Mail, DNS, MySQL, MongoDB: Istio does not look into these unless it is told to. */
    private static final Set<Integer> NEVER_DETECTED = Set.of(25, 53, 3306, 27_017);

    /**
     * Whether Istio may take its traffic for HTTP, by what it is declared to be or by looking into it (istio.io: Protocol Selection).
     * Only then do routes act on it.
     */
    public boolean mayCarryHttp() {
        if (!protocol.isEmpty() && !protocol.equals("TCP")) {
            return false;
        }
        String declared = (appProtocol.isEmpty() ? name : appProtocol).toLowerCase(Locale.ROOT);
        String kind = declared.startsWith("kubernetes.io/") || !declared.contains("-")
                ? declared
                : declared.substring(0, declared.indexOf('-'));
        if (HTTP.contains(kind)) {
            return true;
        }
        return !NOT_HTTP.contains(kind) && !NEVER_DETECTED.contains(number);
    }

    /**
     * Whether Open Service Mesh passes its connections on without looking into them: {@code appProtocol} says so, or else how the name
     * begins; everything else it takes for HTTP (ServiceToMeshServices in its pkg/k8s/client.go).
     */
    public boolean isTcpOnOpenServiceMesh() {
        if (!appProtocol.isEmpty()) {
            return OSM_TCP.contains(appProtocol.toLowerCase(Locale.ROOT));
        }
        return OSM_TCP.stream().anyMatch(protocol -> name.startsWith(protocol + "-"));
    }
}
