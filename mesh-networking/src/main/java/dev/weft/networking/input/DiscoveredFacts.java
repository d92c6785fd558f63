// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.discovery.OwnAnnotations;
import dev.weft.api.discovery.TrafficTargetSpec;
import dev.weft.api.discovery.WorkloadSpec;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.MeshInstallation;
import dev.weft.api.shared.ObjectRef;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.IpAddress;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Facts of the discovered kinds: Mesh, Workload, TrafficTarget. */
public final class DiscoveredFacts {

    private DiscoveredFacts() {}

    public static Optional<MeshFact> mesh(RawObject object, Facts facts) {
        return facts.spec(object, MeshSpec.class).map(spec -> {
            MeshFact mesh = mesh(object, spec);
            if (!mesh.isPlaced() && mesh.type() != MeshFact.Type.APP_MESH) {
                facts.report(unplaced(object, mesh));
            }
            return mesh;
        });
    }

    private static Finding unplaced(RawObject object, MeshFact mesh) {
        String installation = "spec." + mesh.type().label() + ".installation";
        String what = "names no cluster on which it is installed";
        String field = installation + ".cluster";
        if (mesh.type() == MeshFact.Type.UNKNOWN) {
            what = "does not say what kind of mesh it is";
            field = "spec";
        } else if (!mesh.cluster().isEmpty()) {
            what = "names no namespace in which it is installed";
            field = installation + ".namespace";
        }
        return Finding.of(
                        NetworkingFinding.MESH_WITHOUT_INSTALLATION,
                        Metadata.subject(object),
                        "Mesh " + mesh.ref() + " " + what)
                .at(field);
    }

    private static MeshFact mesh(RawObject object, MeshSpec spec) {
        MeshFact.Type type = MeshFact.Type.UNKNOWN;
        MeshInstallation installation = null;
        String trustDomain = "";
        if (spec.istio() != null) {
            type = MeshFact.Type.ISTIO;
            installation = spec.istio().installation();
            trustDomain = spec.istio().citadelInfo() == null
                    ? ""
                    : text(spec.istio().citadelInfo().trustDomain());
        } else if (spec.osm() != null) {
            type = MeshFact.Type.OSM;
            installation = spec.osm().installation();
        } else if (spec.awsAppMesh() != null) {
            type = MeshFact.Type.APP_MESH;
        } else if (spec.linkerd() != null) {
            type = MeshFact.Type.LINKERD;
            installation = spec.linkerd().installation();
        } else if (spec.consulConnect() != null) {
            type = MeshFact.Type.CONSUL_CONNECT;
            installation = spec.consulConnect().installation();
        }
        return new MeshFact(
                Metadata.ref(object),
                Metadata.generation(object),
                type,
                installation == null ? "" : cluster(installation.cluster()),
                installation == null ? "" : text(installation.namespace()),
                installation == null ? "" : text(installation.version()),
                trustDomain.isEmpty() ? MeshFact.DEFAULT_TRUST_DOMAIN : trustDomain,
                spec.istio() == null ? List.of() : gateways(spec.istio().ingressGateways()),
                spec.istio() == null ? Optional.of(List.of()) : otherGateways(object),
                spec.istio() != null && Boolean.TRUE.equals(spec.istio().smartDnsProxyingEnabled()),
                spec.istio() == null ? IstiodFact.UNKNOWN : istiod(spec, spec.istio()));
    }

    private static IstiodFact istiod(MeshSpec spec, MeshSpec.Istio istio) {
        MeshInstallation installation = istio.installation();
        return new IstiodFact(
                sorted(installation == null ? null : installation.podLabels()),
                istio.citadelInfo() == null ? "" : text(istio.citadelInfo().citadelServiceAccount()),
                Optional.ofNullable(spec.agentInfo())
                        .map(agent -> text(agent.agentNamespace()))
                        .filter(DnsNames::isLabel));
    }

    /** Empty also when one of them names no Service: then it may be any. */
    private static Optional<List<OtherGatewayFact>> otherGateways(RawObject object) {
        return OtherGateway.read(annotation(object, OwnAnnotations.OTHER_GATEWAYS))
                .filter(gateways -> gateways.stream()
                        .allMatch(gateway -> service(gateway.service()).isPresent()))
                .map(gateways -> gateways.stream()
                        .flatMap(gateway -> otherGateway(gateway).stream())
                        .toList());
    }

    private static Optional<OtherGatewayFact> otherGateway(OtherGateway gateway) {
        return service(gateway.service())
                .map(service -> new OtherGatewayFact(
                        service,
                        sorted(gateway.workloadLabels()),
                        text(gateway.externalAddress()),
                        Boolean.TRUE.equals(gateway.ingress())));
    }

    private static String annotation(RawObject object, String key) {
        return object.metadata().path("annotations").path(key).asText("");
    }

    private static Optional<Ref> service(@Nullable ObjectRef wire) {
        return Optional.ofNullable(wire)
                .map(DiscoveredFacts::ref)
                .filter(service -> DnsNames.isLabel(service.namespace()) && DnsNames.isSubdomain(service.name()));
    }

    private static List<GatewayFact> gateways(@Nullable List<MeshSpec.Istio.@Nullable IngressGateway> wire) {
        List<GatewayFact> gateways = new ArrayList<>();
        for (int i = 0; wire != null && i < wire.size(); i++) {
            MeshSpec.Istio.IngressGateway gateway = wire.get(i);
            if (gateway != null) {
                gateways.add(new GatewayFact(
                        sorted(gateway.workloadLabels()),
                        service(gateway.service()),
                        addresses(gateway),
                        port(gateway.tlsContainerPort()),
                        Boolean.TRUE.equals(gateway.lastKnown())));
            }
        }
        return gateways;
    }

    /** Objects of 0.12 have one address, in fields of its own. */
    private static List<GatewayFact.Address> addresses(MeshSpec.Istio.IngressGateway wire) {
        List<GatewayFact.Address> addresses = new ArrayList<>();
        if (wire.addresses() != null) {
            wire.addresses().stream()
                    .filter(Objects::nonNull)
                    .forEach(address -> add(address.address(), address.tlsPort(), addresses));
        }
        if (addresses.isEmpty()) {
            add(wire.externalAddress(), wire.externalTlsPort(), addresses);
        }
        return addresses;
    }

    /** A gateway whose node port is not assigned has the port 0 (G22); nobody can call it there. */
    private static void add(@Nullable String host, @Nullable Long port, List<GatewayFact.Address> addresses) {
        if (!text(host).isEmpty() && port(port) != 0) {
            addresses.add(new GatewayFact.Address(text(host), port(port)));
        }
    }

    private static int port(@Nullable Long wire) {
        return wire == null || wire < 1 || wire > 65_535 ? 0 : wire.intValue();
    }

    /** Empty also for a target that names no Service, which is reported. */
    public static Optional<TargetFact> target(RawObject object, Facts facts) {
        return facts.spec(object, TrafficTargetSpec.class).flatMap(spec -> {
            TrafficTargetSpec.KubeService service = spec.kubeService();
            Optional<DestinationRef> ref = service == null ? Optional.empty() : destination(service.ref());
            if (service == null || ref.isEmpty()) {
                facts.report(Finding.of(
                                NetworkingFinding.TARGET_WITHOUT_SERVICE,
                                Metadata.subject(object),
                                "TrafficTarget " + Metadata.ref(object)
                                        + " does not name a Service with name, namespace and clusterName")
                        .at("spec.kubeService.ref"));
                return Optional.empty();
            }
            return Optional.of(new TargetFact(
                    Metadata.ref(object),
                    Metadata.generation(object),
                    ref.get(),
                    sorted(service.workloadSelectorLabels()),
                    sorted(service.labels()),
                    ports(object, service.ports(), facts),
                    subsets(service.subsets()),
                    EndpointFacts.of(object, service.endpointSubsets(), facts),
                    clusterIps(object),
                    ambient(service.ambient()),
                    ref(spec.mesh()),
                    appliedBefore(object, "appliedTrafficPolicies"),
                    appliedBefore(object, "appliedAccessPolicies")));
        });
    }

    /** What is no IP address cannot be written anywhere. */
    private static List<String> clusterIps(RawObject object) {
        return Arrays.stream(annotation(object, OwnAnnotations.CLUSTER_IPS).split(","))
                .map(String::strip)
                .filter(address -> IpAddress.parse(address).isPresent())
                .toList();
    }

    private static Optional<Ambient> ambient(TrafficTargetSpec.KubeService.@Nullable Ambient wire) {
        return wire == null
                ? Optional.empty()
                : Optional.of(new Ambient(Optional.ofNullable(wire.waypoint())
                        .map(DiscoveredFacts::ref)
                        .filter(waypoint ->
                                DnsNames.isLabel(waypoint.namespace()) && DnsNames.isSubdomain(waypoint.name()))));
    }

    private static SortedMap<String, List<String>> subsets(
            @Nullable Map<String, TrafficTargetSpec.KubeService.@Nullable Subset> wire) {
        SortedMap<String, List<String>> subsets = new TreeMap<>();
        if (wire != null) {
            wire.forEach((key, subset) -> {
                if (subset != null && subset.values() != null) {
                    subsets.put(
                            key,
                            subset.values().stream().filter(Objects::nonNull).toList());
                }
            });
        }
        return subsets;
    }

    private static List<AppliedBefore> appliedBefore(RawObject object, String list) {
        List<AppliedBefore> applied = new ArrayList<>();
        for (JsonNode entry : object.status().path(list)) {
            JsonNode ref = entry.path("ref");
            applied.add(new AppliedBefore(
                    new Ref(ref.path("namespace").asText(""), ref.path("name").asText("")),
                    entry.path("observedGeneration").asLong(0)));
        }
        return applied;
    }

    private static List<ServicePort> ports(
            RawObject object, @Nullable List<TrafficTargetSpec.KubeService.@Nullable Port> wire, Facts facts) {
        List<ServicePort> ports = new ArrayList<>();
        for (int i = 0; wire != null && i < wire.size(); i++) {
            TrafficTargetSpec.KubeService.Port port = wire.get(i);
            Long number = port == null ? null : port.port();
            if (port == null || number == null || number < 1 || number > 65_535) {
                facts.report(Finding.of(
                                NetworkingFinding.PORT_IGNORED,
                                Metadata.subject(object),
                                "TrafficTarget " + Metadata.ref(object) + " has a port "
                                        + (number == null ? "without a number" : String.valueOf(number))
                                        + ", which is left out")
                        .at("spec.kubeService.ports[" + i + "].port"));
            } else {
                ports.add(new ServicePort(
                        number.intValue(), text(port.name()), text(port.protocol()), text(port.appProtocol())));
            }
        }
        return ports;
    }

    /** Empty also for a workload that names no controller; such a one can be neither source nor backing. */
    public static Optional<WorkloadFact> workload(RawObject object, Facts facts) {
        return facts.spec(object, WorkloadSpec.class).map(spec -> {
            WorkloadSpec.Kubernetes kubernetes = spec.kubernetes();
            DestinationRef controller = kubernetes == null
                    ? new DestinationRef("", "", "")
                    : destination(kubernetes.controller()).orElse(new DestinationRef("", "", ""));
            return new WorkloadFact(
                    Metadata.ref(object),
                    controller,
                    sorted(kubernetes == null ? null : kubernetes.podLabels()),
                    kubernetes == null ? "" : text(kubernetes.serviceAccountName()),
                    kubernetes != null && "ambient".equals(kubernetes.dataPlaneMode()),
                    ref(spec.mesh()));
        });
    }

    /** Empty for an incomplete reference, and for one to what no cluster can have: outputs are named after it. */
    private static Optional<DestinationRef> destination(@Nullable ClusterObjectRef wire) {
        return wire != null
                        && DnsNames.isSubdomain(text(wire.name()))
                        && DnsNames.isLabel(text(wire.namespace()))
                        && DnsNames.isLabel(text(wire.clusterName()))
                ? Optional.of(new DestinationRef(text(wire.clusterName()), text(wire.namespace()), text(wire.name())))
                : Optional.empty();
    }

    /** A name that no registered cluster can have counts as none. */
    private static String cluster(@Nullable String wire) {
        String name = text(wire);
        return DnsNames.isLabel(name) ? name : "";
    }

    private static Ref ref(@Nullable ObjectRef wire) {
        return wire == null ? new Ref("", "") : new Ref(text(wire.namespace()), text(wire.name()));
    }

    private static SortedMap<String, String> sorted(@Nullable Map<String, @Nullable String> wire) {
        SortedMap<String, String> sorted = new TreeMap<>();
        if (wire != null) {
            wire.forEach((key, value) -> sorted.put(key, text(value)));
        }
        return sorted;
    }

    private static String text(@Nullable String wire) {
        return wire == null ? "" : wire;
    }
}
