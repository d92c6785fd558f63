// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.runtime.ref.GroupKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds in paths. */
final class PluralsTest {

    @Test
    void ourOwnKindsAreCalledAsTheirDefinitionsSay() {
        for (ApiKind kind : Kinds.ALL) {
            assertThat(Plurals.of(new GroupKind(kind.group(), kind.kind()))).isEqualTo(kind.plural());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Endpoints, endpoints",
        "EndpointSlice, endpointslices",
        "Gateway, gateways",
        "Ingress, ingresses",
        "ServiceEntry, serviceentries",
        "AuthorizationPolicy, authorizationpolicies",
        "VirtualService, virtualservices",
        "HTTPRouteGroup, httproutegroups",
        "TCPRoute, tcproutes",
        "PeerAuthentication, peerauthentications"
    })
    void othersAsTheirProjectsDo(String kind, String plural) {
        assertThat(Plurals.of(new GroupKind("", kind))).isEqualTo(plural);
    }
}
