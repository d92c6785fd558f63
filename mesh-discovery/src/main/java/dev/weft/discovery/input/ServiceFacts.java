// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Facts of Services and of what stands behind them. */
final class ServiceFacts {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private static final Pattern ATTACHED =
            Pattern.compile("attached to waypoint (?<namespace>[-a-z0-9]+)/(?<name>[-a-z0-9]+(\\.[-a-z0-9]+)*)");

    private ServiceFacts() {}

    static ServiceFact service(String name, Cursor body) {
        Cursor spec = body.at("spec");
        List<ServiceFact.Port> ports = new ArrayList<>();
        spec.each("ports", port -> ports.add(port(port)));
        List<ServiceFact.Ingress> ingress = new ArrayList<>();
        body.at("status")
                .at("loadBalancer")
                .each(
                        "ingress",
                        entry -> ingress.add(new ServiceFact.Ingress(entry.text("hostname"), entry.text("ip"))));
        return new ServiceFact(
                name,
                SourceFacts.inherited(body),
                body.at("metadata").texts("labels"),
                spec.text("type"),
                spec.texts("selector"),
                ports,
                spec.textList("ipFamilies").stream().findFirst().orElse(""),
                clusterIps(spec),
                spec.textList("externalIPs"),
                waypoint(body.at("status")),
                ingress);
    }

    /** API servers before 1.20 write one only, and {@code None} is none (kubernetes.io/docs/concepts/services-networking/service). */
    private static List<String> clusterIps(Cursor spec) {
        List<String> several = spec.textList("clusterIPs");
        return (several.isEmpty() ? List.of(spec.text("clusterIP")) : several)
                .stream()
                        .filter(address -> !address.isEmpty()
                                && !address.equals("None")
                                && !spec.text("type").equals("ExternalName"))
                        .toList();
    }

    /**
     * The Gateway that serves a Service as its waypoint, by the condition that istiod writes once it has found the Gateway, ready and open
     * for the namespace (istio.io/istio {@code pilot/pkg/model/service.go}, GetConditions). The labels {@code istio.io/use-waypoint} only
     * say what is wanted.
     */
    private static Optional<Ref> waypoint(Cursor status) {
        List<Ref> waypoints = new ArrayList<>();
        status.each("conditions", condition -> {
            if (condition.text("type").equals(SourceFacts.WAYPOINT_BOUND)
                    && condition.text("status").equals("True")) {
                Matcher attached = ATTACHED.matcher(condition.text("message"));
                if (attached.find()) {
                    waypoints.add(new Ref(attached.group("namespace"), attached.group("name")));
                }
            }
        });
        return waypoints.stream().findFirst();
    }

    private static ServiceFact.Port port(Cursor port) {
        boolean named = port.isText("targetPort");
        return new ServiceFact.Port(
                port.number("port"),
                port.text("name"),
                port.text("protocol"),
                port.text("appProtocol"),
                named ? 0 : port.number("targetPort"),
                named ? port.text("targetPort") : "",
                port.number("nodePort"));
    }

    /** The subsets of an Endpoints object. */
    static List<EndpointGroup> subsets(String name, Cursor body) {
        List<EndpointGroup> groups = new ArrayList<>();
        body.each("subsets", subset -> {
            List<EndpointGroup.Address> addresses = new ArrayList<>();
            subset.each("addresses", address -> addresses.add(address(address.text("ip"), address)));
            groups.add(new EndpointGroup(name, name, groups.size(), false, "", addresses, ports(subset)));
        });
        return groups;
    }

    /** An EndpointSlice; one that belongs to no Service is nothing. */
    static List<EndpointGroup> slice(String name, Cursor body) {
        String service = body.at("metadata").texts("labels").getOrDefault(SERVICE_NAME, "");
        List<EndpointGroup.Address> addresses = new ArrayList<>();
        body.each("endpoints", endpoint -> {
            if (endpoint.at("conditions").flag("ready", true)) {
                endpoint.textList("addresses").forEach(ip -> addresses.add(address(ip, endpoint)));
            }
        });
        return service.isEmpty()
                ? List.of()
                : List.of(new EndpointGroup(service, name, 0, true, body.text("addressType"), addresses, ports(body)));
    }

    private static EndpointGroup.Address address(String ip, Cursor endpoint) {
        Cursor target = endpoint.at("targetRef");
        return new EndpointGroup.Address(ip, target.text("name"), target.text("namespace"));
    }

    private static List<EndpointGroup.Port> ports(Cursor holder) {
        List<EndpointGroup.Port> ports = new ArrayList<>();
        holder.each(
                "ports",
                port -> ports.add(new EndpointGroup.Port(
                        port.number("port"), port.text("name"), port.text("protocol"), port.text("appProtocol"))));
        return ports;
    }
}
