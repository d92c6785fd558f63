// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.OtherGatewayFact;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.KubeNames;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicy;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Access that is denied unless an AccessPolicy allows it: one policy that denies everything, for the whole mesh because it is in the root
 * namespace, and one for each gateway that lets its traffic in, which comes from outside and has no identity. A gateway without labels gets
 * none: it would be one for every workload (G1).
 */
public final class GlobalAccess {

    private static final String DENY_ALL = "global-access-control";
    private static final String ALLOW_GATEWAY = "allow-ingress-gateway-";

    private GlobalAccess() {}

    /** The policy that denies everything. */
    public static ObjectId denyAll(MeshFact mesh) {
        return policy(mesh, mesh.namespace(), DENY_ALL);
    }

    /** Its spec: no rule allows anything. */
    public static AuthorizationPolicy nothing() {
        return new AuthorizationPolicy();
    }

    /**
     * The policies that would let traffic into the gateways of a mesh, ordered. All have their names here, whichever of them are written, so
     * that no gateway takes over the one of another.
     */
    public static List<Exemption> exemptions(MeshFact mesh) {
        SortedMap<ObjectId, Exemption> named = new TreeMap<>();
        for (GatewayFact gateway : mesh.gateways()) {
            String address = gateway.addresses().stream()
                    .findFirst()
                    .map(GatewayFact.Address::host)
                    .orElse("");
            String namespace = gateway.namespace(mesh.namespace());
            name(new Way(namespace, address, gateway.service(), gateway.labels(), Optional.empty()), mesh, named);
        }
        for (OtherGatewayFact gateway : mesh.knownOtherGateways()) {
            if (gateway.ingress()) {
                Ref service = gateway.service();
                name(
                        new Way(
                                service.namespace(),
                                gateway.address(),
                                Optional.of(service),
                                gateway.labels(),
                                Optional.of(gateway)),
                        mesh,
                        named);
            }
        }
        return List.copyOf(named.values());
    }

    /** A gateway as these policies see it. */
    private record Way(
            String namespace,
            String address,
            Optional<Ref> service,
            SortedMap<String, String> labels,
            Optional<OtherGatewayFact> other) {}

    private static void name(Way gateway, MeshFact mesh, SortedMap<ObjectId, Exemption> named) {
        if (!gateway.labels().isEmpty()) {
            ObjectId id = id(mesh, gateway, named);
            named.putIfAbsent(id, new Exemption(id, gateway.labels(), gateway.other()));
        }
    }

    /**
     * After its address as in the reference; after its Service where it has none or another gateway has it (BUG-43); and then after its
     * labels, whose values may give one text twice, so that at last their hash is taken.
     */
    private static ObjectId id(MeshFact mesh, Way gateway, SortedMap<ObjectId, Exemption> named) {
        String labels = String.join("-", gateway.labels().values());
        return Stream.of(
                        Optional.of(gateway.address())
                                .filter(address -> !address.isEmpty())
                                .map(KubeNames::sanitise),
                        gateway.service().map(Ref::name),
                        Optional.of(KubeNames.sanitise(labels)))
                .flatMap(Optional::stream)
                .map(name -> policy(mesh, gateway.namespace(), ALLOW_GATEWAY + name))
                .filter(id -> !named.containsKey(id))
                .findFirst()
                .orElseGet(() -> policy(
                        mesh,
                        gateway.namespace(),
                        ALLOW_GATEWAY + KubeNames.hashed(gateway.labels().toString())));
    }

    /** Whether that is the name of one of these policies. */
    public static boolean isOne(ObjectId id) {
        return id.kind().equals(IstioKinds.AUTHORIZATION_POLICY) && (id.name().equals(DENY_ALL) || isExemption(id));
    }

    /** Whether that is the name of one that lets traffic into a gateway. */
    public static boolean isExemption(ObjectId id) {
        return id.kind().equals(IstioKinds.AUTHORIZATION_POLICY) && id.name().startsWith(ALLOW_GATEWAY);
    }

    private static ObjectId policy(MeshFact mesh, String namespace, String name) {
        return new ObjectId(mesh.cluster(), IstioKinds.AUTHORIZATION_POLICY, namespace, name);
    }
}
