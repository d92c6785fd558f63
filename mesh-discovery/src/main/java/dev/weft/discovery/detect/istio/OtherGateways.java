// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.detect.Labels;
import dev.weft.discovery.input.ServiceFact;
import dev.weft.runtime.ref.DestinationRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Services whose pods run as gateways of an Istio mesh, and which are no way in from other clusters. One is an ingress for visitors when it
 * has the labels of ingress gateways, is reached from outside, and nothing but gateways run behind it: where access is denied by default,
 * exactly its pods are let through (ADR 51).
 */
final class OtherGateways {

    private final IstioMeshInput input;
    private final SortedMap<String, String> labels;
    private final String rootNamespace;

    private OtherGateways(IstioMeshInput input, SortedMap<String, String> labels, String rootNamespace) {
        this.input = input;
        this.labels = labels;
        this.rootNamespace = rootNamespace;
    }

    /**
     * By key of the Service.
     *
     * @param labels that selectors of ingress gateways contain; empty when that is not known, and then none is one (G1)
     * @param rootNamespace that the mesh config names, may be empty
     * @param waysIn Services that are ways in from other clusters
     */
    static List<OtherGateway> of(
            IstioMeshInput input, SortedMap<String, String> labels, String rootNamespace, Set<DestinationRef> waysIn) {
        OtherGateways others = new OtherGateways(input, labels, rootNamespace);
        return input.routers().stream()
                .filter(candidate -> !waysIn.contains(candidate.ref()))
                .filter(candidate -> input.isOurs(candidate) || input.isOfNeighbour(candidate))
                .sorted()
                .map(others::gateway)
                .flatMap(Optional::stream)
                .toList();
    }

    /** While no pod of it runs, one that was known stays what it was. */
    private Optional<OtherGateway> gateway(GatewayCandidate candidate) {
        if (candidate.runs()) {
            return Optional.of(gateway(candidate, isIngress(candidate), null));
        }
        return given(candidate)
                .map(before -> gateway(
                        candidate,
                        isIngress(candidate) && Boolean.TRUE.equals(before.ingress()),
                        before.externalAddress()));
    }

    private boolean isIngress(GatewayCandidate candidate) {
        return !labels.isEmpty()
                && Labels.contain(candidate.service().selector(), labels)
                && GatewayAddresses.isReachedFromOutside(candidate.service())
                && !candidate.shared()
                && !isInRootNamespaceElsewhere(candidate);
    }

    /** Networking knows of the root namespace at istiod only, so it could not keep the policy from reaching other namespaces. */
    private boolean isInRootNamespaceElsewhere(GatewayCandidate candidate) {
        return candidate.ref().namespace().equals(rootNamespace)
                && !rootNamespace.equals(input.shard().namespace());
    }

    /** The address is told of those for visitors alone: their policies are named after it. */
    private OtherGateway gateway(GatewayCandidate candidate, boolean ingress, @Nullable String addressBefore) {
        return new OtherGateway(
                ref(candidate),
                candidate.service().selector(),
                ingress ? address(candidate).orElse(addressBefore) : null,
                ingress ? true : null);
    }

    /** By which the reference names what lets traffic in: the first one, at whatever port. */
    private Optional<String> address(GatewayCandidate candidate) {
        return candidate.service().ports().stream()
                .findFirst()
                .map((ServiceFact.Port port) -> GatewayAddresses.of(candidate, port, input.nodes()))
                .flatMap(found -> found.addresses().stream().findFirst())
                .map(MeshSpec.Istio.IngressGateway.Address::address);
    }

    private Optional<OtherGateway> given(GatewayCandidate candidate) {
        return input.givenOthers().stream()
                .filter(before -> ref(candidate).equals(before.service())
                        && candidate.service().selector().equals(before.workloadLabels()))
                .findFirst();
    }

    private static ObjectRef ref(GatewayCandidate candidate) {
        return new ObjectRef(candidate.ref().name(), candidate.ref().namespace());
    }
}
