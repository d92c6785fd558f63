// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.ServicePort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A port at which a service is called from other clusters.
 *
 * @param port of the Service
 * @param name never empty, and no other port of the service has it (BUG-41)
 * @param protocol as a ServiceEntry says it (networking.md 2.7)
 */
public record FederatedPort(ServicePort port, String name, String protocol) {

    /** How Kubernetes itself names protocols of applications (kubernetes.io/docs/concepts/services-networking/service). */
    private static final Map<String, String> OF_KUBERNETES =
            Map.of("kubernetes.io/h2c", "HTTP2", "kubernetes.io/ws", "HTTP", "kubernetes.io/wss", "HTTPS");

    public int number() {
        return port.number();
    }

    /** The ports of a Service that can be called through a gateway, which carries TCP only (G12); in their order. */
    public static List<FederatedPort> of(List<ServicePort> ports) {
        List<FederatedPort> federated = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        for (ServicePort port : ports) {
            boolean isTcp = port.protocol().isEmpty() || port.protocol().equalsIgnoreCase("TCP");
            if (isTcp && numbers.add(port.number())) {
                String protocol = protocol(port);
                String name = port.name().isEmpty()
                        ? protocol.toLowerCase(Locale.ROOT).replace('_', '-') + "-" + port.number()
                        : port.name();
                federated.add(new FederatedPort(port, names.add(name) ? name : name + "-" + port.number(), protocol));
            }
        }
        return federated;
    }

    /** What it is declared to be; where nothing is declared Istio looks into the connection, unless it is TCP for sure. */
    private static String protocol(ServicePort port) {
        String declared = (port.appProtocol().isEmpty() ? port.name() : port.appProtocol()).toLowerCase(Locale.ROOT);
        String ofKubernetes = OF_KUBERNETES.get(declared);
        if (ofKubernetes != null) {
            return ofKubernetes;
        }
        if (declared.startsWith("grpc-web")) {
            return "GRPC-Web";
        }
        int dash = declared.indexOf('-');
        return TcpProtocols.of(dash < 0 ? declared : declared.substring(0, dash));
    }

    /** The name by which the gateway of the other cluster knows it (lab.md 3). */
    String sni(String serverHost, String subset) {
        return Sni.of(number(), subset, serverHost);
    }
}
