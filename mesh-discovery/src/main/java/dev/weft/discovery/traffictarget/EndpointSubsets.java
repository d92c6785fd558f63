// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import static java.util.Comparator.comparing;

import dev.weft.api.discovery.TrafficTargetSpec.KubeService.EndpointSubset;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.EndpointSubset.Endpoint;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Port;
import dev.weft.discovery.input.EndpointGroup;
import dev.weft.discovery.input.ServiceFact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ready endpoints of a Service that belong to workloads of the mesh, grouped by their ports. EndpointSlices are read first; the
 * Endpoints object counts only where there is none, so that nothing is counted twice. Addresses are in numeric order, ports in the
 * order of the Service, whatever order the sources have.
 */
final class EndpointSubsets {

    private final TargetInput input;
    private final Comparator<EndpointGroup.Port> portOrder;

    private EndpointSubsets(TargetInput input) {
        this.input = input;
        List<String> names =
                input.service().ports().stream().map(ServiceFact.Port::name).toList();
        this.portOrder = comparing((EndpointGroup.Port port) ->
                        names.contains(port.name()) ? names.indexOf(port.name()) : names.size())
                .thenComparing(EndpointGroup.Port::name)
                .thenComparing(EndpointGroup.Port::port)
                .thenComparing(EndpointGroup.Port::protocol);
    }

    static List<EndpointSubset> of(TargetInput input) {
        return new EndpointSubsets(input).subsets();
    }

    private List<EndpointSubset> subsets() {
        List<EndpointGroup> slices =
                input.endpoints().stream().filter(EndpointGroup::fromSlice).toList();
        List<EndpointSubset> subsets = new ArrayList<>();
        if (slices.isEmpty()) {
            input.endpoints()
                    .forEach(group -> subset(group.addresses(), ports(group)).ifPresent(subsets::add));
        } else {
            merged(slices)
                    .forEach((ports, addresses) -> subset(addresses, ports).ifPresent(subsets::add));
        }
        return subsets;
    }

    /** The addresses of the Service's first IP family by ports: a slice holds at most 100 endpoints, so several make one subset. */
    private Map<List<EndpointGroup.Port>, List<EndpointGroup.Address>> merged(List<EndpointGroup> slices) {
        String family = family(slices);
        Comparator<List<EndpointGroup.Port>> order = (one, other) -> {
            for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
                int difference = portOrder.compare(one.get(i), other.get(i));
                if (difference != 0) {
                    return difference;
                }
            }
            return Integer.compare(one.size(), other.size());
        };
        SortedMap<List<EndpointGroup.Port>, List<EndpointGroup.Address>> merged = new TreeMap<>(order);
        slices.stream()
                .filter(slice -> slice.family().equals(family))
                .forEach(slice -> merged.computeIfAbsent(ports(slice), absent -> new ArrayList<>())
                        .addAll(slice.addresses()));
        return merged;
    }

    private String family(List<EndpointGroup> slices) {
        List<String> present = slices.stream().map(EndpointGroup::family).toList();
        for (String family : List.of(input.service().family(), "IPv4", "IPv6")) {
            if (present.contains(family)) {
                return family;
            }
        }
        return present.getFirst();
    }

    private List<EndpointGroup.Port> ports(EndpointGroup group) {
        return group.ports().stream().distinct().sorted(portOrder).toList();
    }

    /** Empty when no endpoint belongs to a workload of the mesh. */
    private Optional<EndpointSubset> subset(List<EndpointGroup.Address> addresses, List<EndpointGroup.Port> ports) {
        Map<String, Endpoint> byIp = new LinkedHashMap<>();
        addresses.stream()
                .sorted(comparing(EndpointGroup.Address::ip, IpOrder.COMPARATOR)
                        .thenComparing(EndpointGroup.Address::pod))
                .forEach(address -> {
                    BackingWorkload workload = workload(address);
                    if (workload != null) {
                        byIp.putIfAbsent(
                                address.ip(),
                                new Endpoint(
                                        address.ip(), workload.podLabels().isEmpty() ? null : workload.podLabels()));
                    }
                });
        if (byIp.isEmpty()) {
            return Optional.empty();
        }
        List<Port> wire = new ArrayList<>();
        ports.forEach(port -> wire.add(WirePorts.of(port.port(), port.name(), port.protocol(), port.appProtocol())));
        return Optional.of(new EndpointSubset(new ArrayList<>(byIp.values()), wire.isEmpty() ? null : wire));
    }

    /**
     * The workload that owns the pod behind an address; of a pod that was not read, the one with the longest name that the pod's
     * name begins with (E-7).
     */
    private @Nullable BackingWorkload workload(EndpointGroup.Address address) {
        if (address.pod().isEmpty()
                || !address.podNamespace().equals(input.shard().namespace())) {
            return null;
        }
        BackingWorkload named = null;
        for (BackingWorkload workload : input.workloads()) {
            if (workload.pods().contains(address.pod())) {
                return workload;
            }
            boolean begins = address.pod().startsWith(workload.controller() + "-");
            if (begins
                    && (named == null
                            || workload.controller().length()
                                    > named.controller().length())) {
                named = workload;
            }
        }
        return input.outsiders().contains(address.pod()) ? null : named;
    }
}
