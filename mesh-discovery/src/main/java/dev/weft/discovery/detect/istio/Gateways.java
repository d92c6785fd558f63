// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.api.discovery.MeshSpec.Istio.IngressGateway;
import dev.weft.api.discovery.MeshSpec.Istio.IngressGateway.Address;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.input.GatewayDetector;
import dev.weft.discovery.input.ServiceFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ways into an Istio mesh from other clusters.
 *
 * @param gateways those for other networks first, then by key of the Service
 * @param others gateways that are none of these
 */
record Gateways(List<IngressGateway> gateways, List<OtherGateway> others, List<Finding> findings) {

    private static final SortedMap<String, String> DEFAULT_LABELS = new TreeMap<>(Map.of("istio", "ingressgateway"));

    Gateways {
        gateways = List.copyOf(gateways);
        others = List.copyOf(others);
        findings = List.copyOf(findings);
    }

    /** @param rootNamespace that the mesh config names, may be empty */
    static Gateways of(IstioMeshInput input, String rootNamespace) {
        return new Search(input).run(rootNamespace);
    }

    /**
     * With a detector of Settings: Services of the control plane's namespace that the detector describes. Without: those that the
     * default labels describe, and any Service of the cluster with the TLS port that selects router proxies. One that was known and whose
     * cluster does not say now where it is reached stays what it was (ADR 43).
     */
    private static final class Search {
        private final IstioMeshInput input;
        private final GatewayDetector detector;
        private final SortedMap<String, String> labels;
        private final String portName;
        private final int portNumber;
        private final LastKnownGateways lastKnown;
        private final List<IngressGateway> gateways = new ArrayList<>();
        private final Set<DestinationRef> waysIn = new HashSet<>();
        private final List<Finding> findings = new ArrayList<>();

        Search(IstioMeshInput input) {
            this.input = input;
            this.detector = input.detector();
            this.labels = detector.labels().orElse(DEFAULT_LABELS);
            this.portName = detector.portName().orElse(GatewayCandidate.DEFAULT_PORT_NAME);
            this.lastKnown = new LastKnownGateways(input.given(), input.shard().namespace());
            this.portNumber = detector.portName().isPresent() ? 0 : GatewayCandidate.DEFAULT_PORT;
        }

        Gateways run(String rootNamespace) {
            List<GatewayCandidate> labelled = GatewayCandidate.labelled(input.shard(), input.facts(), labels);
            Set<DestinationRef> described = new HashSet<>();
            labelled.forEach(candidate -> described.add(candidate.ref()));
            List<GatewayCandidate> candidates = new ArrayList<>(labelled);
            if (detector.saysNothing()) {
                input.routers().stream()
                        .filter(candidate -> !described.contains(candidate.ref()))
                        .forEach(candidates::add);
            }
            candidates.stream()
                    .filter(GatewayCandidate::runs)
                    .forEach(candidate -> candidate
                            .port(portName, portNumber)
                            .ifPresent(port -> lastKnown.take(GatewayAddresses.of(candidate, port, input.nodes())
                                    .addresses())));
            List<GatewayCandidate> ours =
                    candidates.stream().filter(input::isOurs).toList();
            addAll(ours, described);
            if (gateways.isEmpty()) {
                addAll(
                        candidates.stream()
                                .filter(input::isOfNeighbour)
                                .filter(candidate -> !ours.contains(candidate))
                                .toList(),
                        described);
            }
            return new Gateways(gateways, OtherGateways.of(input, labels, rootNamespace, waysIn), findings);
        }

        private void addAll(List<GatewayCandidate> candidates, Set<DestinationRef> described) {
            candidates.stream().sorted().forEach(candidate -> add(candidate, described.contains(candidate.ref())));
        }

        private void add(GatewayCandidate candidate, boolean described) {
            Optional<ServiceFact.Port> port = candidate.port(portName, portNumber);
            if (port.isEmpty()) {
                // Without a detector a Service without this port is simply no gateway for other clusters.
                if (detector.labels().filter(map -> !map.isEmpty()).isPresent()) {
                    unusable(candidate, "it has no port named " + portName);
                }
                return;
            }
            SortedMap<String, String> workload = described && !labels.isEmpty()
                    ? labels
                    : candidate.service().selector();
            if (workload.isEmpty()) {
                unusable(candidate, "it selects no pods"); // labels of nothing would mean every workload (G1)
                return;
            }
            GatewayAddresses found = GatewayAddresses.of(candidate, port.get(), input.nodes());
            Optional<Integer> containerPort = containerPort(candidate, port.get());
            boolean isThere = candidate.runs() || described;
            if (isThere && !found.addresses().isEmpty() && containerPort.isPresent()) {
                gateways.add(gateway(candidate, workload, found.addresses(), (long) containerPort.get()));
                return;
            }
            String problem = problem(port.get(), found, isThere);
            Optional<IngressGateway> before =
                    found.mayComeBack() ? lastKnown.of(candidate, workload, found.addresses()) : Optional.empty();
            if (before.isPresent()) {
                keep(candidate, before.get(), found.addresses(), containerPort, problem);
            } else if (isThere) {
                unusable(candidate, problem);
            }
        }

        private static String problem(ServiceFact.Port port, GatewayAddresses found, boolean isThere) {
            if (found.addresses().isEmpty()) {
                return found.problem();
            }
            return isThere ? "no pod of it has a port named " + port.targetName() : "no pod of it runs";
        }

        private IngressGateway gateway(
                GatewayCandidate candidate,
                SortedMap<String, String> workload,
                List<Address> addresses,
                Long containerPort) {
            Address first = addresses.getFirst();
            waysIn.add(candidate.ref());
            return new IngressGateway(
                    workload,
                    first.address(),
                    first.tlsPort(),
                    containerPort,
                    new ArrayList<>(addresses),
                    service(candidate, first.address()),
                    null);
        }

        /** With what is known now, and for the rest as the Mesh has it, so that callers go on to be sent there. */
        private void keep(
                GatewayCandidate candidate,
                IngressGateway before,
                List<Address> addresses,
                Optional<Integer> containerPort,
                String problem) {
            waysIn.add(candidate.ref());
            boolean isReached = !addresses.isEmpty();
            String address = isReached ? addresses.getFirst().address() : before.externalAddress();
            gateways.add(new IngressGateway(
                    before.workloadLabels(),
                    address,
                    isReached ? addresses.getFirst().tlsPort() : before.externalTlsPort(),
                    containerPort.map(Integer::longValue).orElse(before.tlsContainerPort()),
                    isReached ? new ArrayList<>(addresses) : before.addresses(),
                    new ObjectRef(candidate.ref().name(), candidate.ref().namespace()),
                    true));
            tell(
                    candidate,
                    DiscoveryFinding.GATEWAY_LAST_KNOWN,
                    "is the ingress gateway of the mesh of "
                            + input.controlPlane().deployment().name() + " and cannot be reached now: " + problem
                            + "; until it can be, callers are still sent to " + address);
        }

        /** Named where the other fields do not tell: in another namespace, or with the address of another gateway. */
        private @Nullable ObjectRef service(GatewayCandidate candidate, @Nullable String address) {
            boolean isElsewhere =
                    !candidate.ref().namespace().equals(input.shard().namespace());
            boolean isAddressTaken =
                    gateways.stream().anyMatch(gateway -> Objects.equals(gateway.externalAddress(), address));
            return isElsewhere || isAddressTaken
                    ? new ObjectRef(candidate.ref().name(), candidate.ref().namespace())
                    : null;
        }

        private static Optional<Integer> containerPort(GatewayCandidate candidate, ServiceFact.Port port) {
            if (!port.targetName().isEmpty()) {
                return Optional.ofNullable(candidate.namedPorts().get(port.targetName()));
            }
            return Optional.of(port.targetPort() == 0 ? port.port() : port.targetPort());
        }

        private void unusable(GatewayCandidate candidate, String why) {
            tell(
                    candidate,
                    DiscoveryFinding.GATEWAY_UNUSABLE,
                    "cannot be the ingress gateway of the mesh of "
                            + input.controlPlane().deployment().name() + ": " + why);
        }

        private void tell(GatewayCandidate candidate, DiscoveryFinding code, String what) {
            Subject service = new Subject(
                    "v1",
                    "Service",
                    candidate.ref().namespace(),
                    candidate.ref().name());
            findings.add(Finding.of(code, service, service + " " + what)
                    .onCluster(candidate.ref().cluster()));
        }
    }
}
