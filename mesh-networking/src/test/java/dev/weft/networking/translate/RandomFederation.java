// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random parts of meshes and of objects that let services be called from other clusters, sometimes wrong. */
final class RandomFederation {

    private final Random random;
    private final List<String> clusters;

    RandomFederation(Random random, List<String> clusters) {
        this.random = random;
        this.clusters = clusters;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String label() {
        return "l" + random.nextInt(3);
    }

    /** A mesh that names none has cluster.local; the last is no trust domain, and more than one where Istio reads it. */
    private String trustDomain() {
        return random.nextInt(10) == 0 ? "*" : pick(List.of("td0", "td1", "cluster.local", ""));
    }

    /** The fields of the spec of a Mesh. */
    String mesh(String cluster) {
        String installation =
                "installation: {cluster: '%s', namespace: 'istio-system', version: '1.28'}".formatted(cluster);
        if (random.nextInt(6) == 0) {
            return "osm: {" + installation + "}";
        }
        String agent = random.nextInt(3) == 0 ? "" : ", agentInfo: {agentNamespace: '%s'}".formatted(label());
        return "istio: {%s, citadelInfo: {trustDomain: '%s'}%s}%s"
                .formatted(installation, trustDomain(), gateways(), agent);
    }

    /** A field of a Service in ambient mode, with a comma before. */
    String ambient(String namespace) {
        return random.nextBoolean()
                ? ", ambient: {}"
                : ", ambient: {waypoint: {name: '%s', namespace: '%s'}}"
                        .formatted(pick(List.of("wp", "way")), namespace);
    }

    /** A field with the pods of a Service, sometimes wrong, with a comma before. */
    String endpoints(boolean hasSecondPort) {
        List<String> pods = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            pods.add("{ipAddress: '%s'%s}"
                    .formatted(
                            random.nextInt(12) == 0 ? pick(List.of("127.0.0.1", "pod")) : "10.0.0." + random.nextInt(9),
                            random.nextInt(8) == 0
                                    ? ""
                                    : ", labels: {tier: '%s', 'topology.istio.io/network': 'n'}".formatted(label())));
        }
        String ports = random.nextInt(8) == 0 ? "" : "{port: 18080, name: 'http', protocol: 'TCP'}";
        String second = hasSecondPort && !ports.isEmpty() ? ", {port: 19090, name: 'admin', protocol: 'TCP'}" : "";
        return pods.isEmpty()
                ? ""
                : ", endpointSubsets: [{endpoints: [%s], ports: [%s%s]}]"
                        .formatted(String.join(", ", pods), ports, second);
    }

    private String gateways() {
        List<String> gateways = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            gateways.add("{workloadLabels: {%s}, externalAddress: '%s', externalTlsPort: %d, tlsContainerPort: 15443}"
                    .formatted(
                            random.nextInt(5) == 0 ? "" : "istio: '" + label() + "'",
                            pick(List.of("203.0.113.7", "198.51.100.7", "gateway.example", "127.0.0.1", "")),
                            random.nextInt(5) == 0 ? 0 : 15443));
        }
        return ", ingressGateways: [%s], smartDnsProxyingEnabled: %s"
                .formatted(String.join(", ", gateways), random.nextBoolean());
    }

    private String meshes() {
        List<String> meshes = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            meshes.add("{name: 'm-%s', namespace: 'gloo-mesh'}".formatted(pick(clusters)));
        }
        return "[" + String.join(", ", meshes) + "]";
    }

    /** The fields of the spec. */
    String virtualMesh() {
        List<String> fields = new ArrayList<>(List.of("meshes: " + meshes()));
        String federation = switch (random.nextInt(5)) {
            case 0 -> "permissive: {}";
            case 1 -> "permissive: {}, hostnameSuffix: '%s'".formatted(label());
            case 2 -> "onDemand: {}, allowUnknownIdentities: true";
            case 3 ->
                "selectors: [{destinationSelectors: [{kubeServiceMatcher: {labels: {tier: '%s'}}}], meshes: %s}]"
                        .formatted(label(), meshes());
            default -> "";
        };
        if (random.nextInt(4) > 0) {
            String flat = random.nextInt(3) > 0 ? "" : (federation.isEmpty() ? "" : ", ") + "flatNetwork: true";
            fields.add("federation: {" + federation + flat + "}");
        }
        if (random.nextInt(3) == 0) {
            fields.add("globalAccessPolicy: 'ENABLED'");
        }
        if (random.nextInt(3) == 0) {
            fields.add("mtlsConfig: {%s, autoRestartPods: %s}"
                    .formatted(random.nextInt(4) == 0 ? "limited: {}" : "shared: {}", random.nextBoolean()));
        }
        return String.join(", ", fields);
    }

    /** The spec of a Gateway that passes many names. */
    String passingGateway() {
        return """
                spec: {selector: {istio: '%s'}, servers: [{port: {number: 15443}, tls: {mode: 'AUTO_PASSTHROUGH'},
                hosts: ['%s']}]}""".formatted(label(), pick(List.of("*.local", "*.n1.svc.cluster.local")));
    }

    /** The spec of a ServiceEntry of a global name. */
    String entry(String host) {
        return """
                spec: {hosts: ['%s'], addresses: ['240.0.0.%d'], subjectAltNames: ['spiffe://td0/ns/n1/sa/sa%d']}""".formatted(host, 1 + random.nextInt(3), random.nextInt(2));
    }

    /** Fields of a FailoverService. */
    String failoverService(Supplier<String> serviceRef) {
        List<String> services = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            services.add("{kubeService: " + serviceRef.get() + "}");
        }
        String suffix = random.nextInt(4) > 0 ? "global" : label();
        String port = random.nextInt(8) > 0 ? "{number: 8080, protocol: 'http'}" : "{number: 80}";
        return "hostname: '%s.%s', port: %s, meshes: %s, backingServices: [%s]"
                .formatted(label(), suffix, port, meshes(), String.join(", ", services));
    }
}
