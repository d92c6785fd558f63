// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.KubeNames;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An Istio mesh whose services may be called from others.
 *
 * @param membership of the mesh
 * @param clients meshes from which they may be called, in the order of the VirtualMesh
 * @param gateway the way in that is used, with the addresses that may be used; empty when there is none
 * @param passed names that users let pass there themselves
 * @param installations namespaces of the cluster in which control planes of Istio are
 */
record Exporter(
        Membership membership,
        MeshFact mesh,
        List<MeshFact> clients,
        Optional<GatewayFact> gateway,
        PassedNames passed,
        SortedSet<String> installations) {

    private static final Set<String> OF_KUBERNETES = Set.of("kube-system", "kube-public", "kube-node-lease");

    Exporter {
        clients = List.copyOf(clients);
        installations = new TreeSet<>(installations);
    }

    /** Whether nobody means the service when all are to be federated: one of the cluster itself, of Istio, or a gateway. */
    boolean isInfrastructure(TargetFact target) {
        String namespace = target.service().namespace();
        return OF_KUBERNETES.contains(namespace)
                || installations.contains(namespace)
                || mesh.gateways().stream().anyMatch(known -> isServiceOf(known, target));
    }

    private static boolean isServiceOf(GatewayFact gateway, TargetFact target) {
        Ref service = new Ref(target.service().namespace(), target.service().name());
        boolean isNamed = gateway.service().filter(service::equals).isPresent();
        boolean isSelected = !gateway.labels().isEmpty()
                && target.workloadSelector()
                        .entrySet()
                        .containsAll(gateway.labels().entrySet());
        return isNamed || isSelected;
    }

    /** The Gateway that lets the names of the mesh's services pass. */
    static ObjectId gateway(Membership membership, MeshFact mesh, GatewayFact gateway) {
        Ref virtualMesh = membership.virtualMesh();
        return new ObjectId(
                mesh.cluster(),
                IstioKinds.GATEWAY,
                gateway.namespace(mesh.namespace()),
                KubeNames.sanitise(virtualMesh.name() + "-" + virtualMesh.namespace()));
    }
}
