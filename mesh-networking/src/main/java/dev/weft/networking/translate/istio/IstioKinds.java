// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio;

import dev.weft.runtime.ref.GroupKind;
import java.util.List;

/** The Istio kinds that are written. */
public final class IstioKinds {

    public static final GroupKind VIRTUAL_SERVICE = new GroupKind("networking.istio.io", "VirtualService");
    public static final GroupKind DESTINATION_RULE = new GroupKind("networking.istio.io", "DestinationRule");
    public static final GroupKind AUTHORIZATION_POLICY = new GroupKind("security.istio.io", "AuthorizationPolicy");

    public static final GroupKind SERVICE_ENTRY = new GroupKind("networking.istio.io", "ServiceEntry");
    public static final GroupKind GATEWAY = new GroupKind("networking.istio.io", "Gateway");

    /** Those that stand in the namespace of a target, under its name. */
    public static final List<GroupKind> OF_TARGETS = List.of(VIRTUAL_SERVICE, DESTINATION_RULE, AUTHORIZATION_POLICY);

    /** All that this version writes. */
    public static final List<GroupKind> WRITTEN =
            List.of(VIRTUAL_SERVICE, DESTINATION_RULE, AUTHORIZATION_POLICY, SERVICE_ENTRY, GATEWAY);

    /** What Gloo Mesh 0.12 wrote and this version replaces by other kinds: deleted where it is ours, never written. */
    public static final List<GroupKind> RETIRED = List.of(new GroupKind("networking.istio.io", "EnvoyFilter"));

    /** The version written when a cluster does not tell what it serves. */
    public static final String NEWEST = "v1";

    /** Versions we know how to write, best first. */
    public static final List<String> VERSIONS = List.of("v1", "v1beta1", "v1alpha3");

    private IstioKinds() {}
}
