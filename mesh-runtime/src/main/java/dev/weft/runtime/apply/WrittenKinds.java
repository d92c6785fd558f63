// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.GroupKind;
import java.util.Map;
import java.util.TreeMap;

/** The resources of the kinds that Weft writes; all of them have namespaces. */
public final class WrittenKinds {

    private static final Map<GroupKind, String> PLURALS = plurals();

    private WrittenKinds() {}

    private static Map<GroupKind, String> plurals() {
        Map<GroupKind, String> plurals = new TreeMap<>();
        for (ApiKind kind : Kinds.ALL) {
            plurals.put(new GroupKind(kind.group(), kind.kind()), kind.plural());
        }
        plurals.put(new GroupKind("networking.istio.io", "VirtualService"), "virtualservices");
        plurals.put(new GroupKind("networking.istio.io", "DestinationRule"), "destinationrules");
        plurals.put(new GroupKind("networking.istio.io", "ServiceEntry"), "serviceentries");
        plurals.put(new GroupKind("networking.istio.io", "Gateway"), "gateways");
        plurals.put(new GroupKind("security.istio.io", "AuthorizationPolicy"), "authorizationpolicies");
        plurals.put(new GroupKind("split.smi-spec.io", "TrafficSplit"), "trafficsplits");
        plurals.put(new GroupKind("access.smi-spec.io", "TrafficTarget"), "traffictargets");
        plurals.put(new GroupKind("specs.smi-spec.io", "HTTPRouteGroup"), "httproutegroups");
        return Map.copyOf(plurals);
    }

    /**
     * The resource of a kind in a version.
     *
     * @throws IllegalArgumentException for a kind that is not written
     */
    public static ResourceType type(GroupKind kind, String apiVersion) {
        String plural = PLURALS.get(kind);
        if (plural == null) {
            throw new IllegalArgumentException(kind + " is not among the kinds that are written");
        }
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return new ResourceType(kind.group(), version, plural, kind.kind(), true);
    }
}
