// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.mesh.FederatedPort;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds out how callers of other clusters come to the pods of a service. */
final class Ways {

    private final World world;
    private final Knowing knowing;
    private final DemandedSubsets subsets;

    Ways(World world, Knowing knowing, DemandedSubsets subsets) {
        this.world = world;
        this.knowing = knowing;
        this.subsets = subsets;
    }

    /** The name of a service on its own cluster. */
    String serverHost(TargetFact target, Reads reads) {
        return HostNames.local(target.service(), world.domain(target.service().cluster(), reads));
    }

    /** How the pods are reached; nothing where they are not. */
    Optional<Way> of(
            TargetFact target, List<FederatedPort> ports, Exporter exporter, List<Finding> findings, Reads reads) {
        if (!world.isDomainKnown(target.service().cluster(), reads)) {
            // Said once, of the mesh.
            return Optional.of(new Way.Unknown());
        }
        Optional<Way> throughGateway = exporter.gateway().map(gateway -> {
            boolean isPassed = exporter.passed().by(serverHost(target, reads)).isPresent();
            return new Way.ThroughGateway(
                    gateway.addresses(),
                    isPassed
                            ? Optional.empty()
                            : Optional.of(Exporter.gateway(exporter.membership(), exporter.mesh(), gateway)));
        });
        if (!exporter.membership().federation().flatNetwork()) {
            // Where there is no gateway that is said once, of the mesh.
            return throughGateway;
        }
        Ref virtualMesh = exporter.membership().virtualMesh();
        List<ServicePort> called = ports.stream().map(FederatedPort::port).toList();
        return switch (straight(target, called, throughGateway.isPresent(), reads)) {
            case FlatNetwork.Answer.Pods(List<Way.Pod> pods, List<String> leftOut) -> {
                Optional<String> notToldApart = throughGateway.flatMap(
                        way -> FlatNetwork.notToldApart(pods, subsets.of(target.service(), reads)));
                if (notToldApart.isPresent()) {
                    yield unfit(target, virtualMesh, notToldApart.get(), throughGateway, findings, reads);
                }
                leftOut.forEach(which -> tell(
                        NetworkingFinding.PODS_LEFT_OUT,
                        target,
                        virtualMesh,
                        "of service " + target.service() + " callers of other meshes do not call " + which,
                        findings));
                if (pods.isEmpty()) {
                    tell(
                            NetworkingFinding.NO_READY_PODS,
                            target,
                            virtualMesh,
                            "service " + target.service() + " has no ready pod, so calls of it from other meshes fail",
                            findings);
                }
                yield Optional.of(new Way.Straight(pods));
            }
            case FlatNetwork.Answer.Unknown(String why) -> {
                tell(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        target,
                        virtualMesh,
                        "pods of service " + target.service() + " are not known, as " + why
                                + "; what its callers on other clusters have stays as it is",
                        findings);
                yield Optional.of(new Way.Unknown());
            }
            case FlatNetwork.Answer.Unfit(String why) ->
                unfit(target, virtualMesh, why, throughGateway, findings, reads);
        };
    }

    /** A service that needs a gateway. Where there is none, that deletes nothing: calls that go on to work are better than none. */
    private Optional<Way> unfit(
            TargetFact target,
            Ref virtualMesh,
            String why,
            Optional<Way> throughGateway,
            List<Finding> findings,
            Reads reads) {
        if (throughGateway.isPresent()) {
            tell(
                    NetworkingFinding.FLAT_NETWORK_NOT_USED,
                    target,
                    virtualMesh,
                    "service " + target.service() + " is called through the gateway of Mesh " + target.mesh() + ": "
                            + why,
                    findings);
            return throughGateway;
        }
        String host = HostNames.federated(target.service(), world.suffix(target.mesh(), reads));
        boolean stands = !world.ownEntries(host, reads).isEmpty();
        notFederated(
                target,
                virtualMesh,
                why + ", and Mesh " + target.mesh() + " has no gateway that other clusters can call"
                        + (stands ? "; what its callers have there stays as it is" : ""),
                findings);
        return stands ? Optional.of(new Way.Unknown()) : Optional.empty();
    }

    /** The pods of a service, for callers on the same network. */
    FlatNetwork.Answer straight(TargetFact target, Collection<ServicePort> ports, boolean hasGateway, Reads reads) {
        return FlatNetwork.pods(
                target,
                ports,
                world.gatewayAddresses(reads),
                hasGateway,
                knowing.endpointsUnreadable(target.service().cluster(), reads));
    }

    static void notFederated(TargetFact target, Ref virtualMesh, String why, List<Finding> findings) {
        tell(
                NetworkingFinding.NOT_FEDERATED,
                target,
                virtualMesh,
                "service " + target.service() + " cannot be called from other meshes: " + why,
                findings);
    }

    private static void tell(
            NetworkingFinding code, TargetFact target, Ref virtualMesh, String message, List<Finding> findings) {
        findings.add(Finding.of(code, Subjects.virtualMesh(virtualMesh), message)
                .onTarget(target.ref().key())
                .onCluster(target.service().cluster()));
    }
}
