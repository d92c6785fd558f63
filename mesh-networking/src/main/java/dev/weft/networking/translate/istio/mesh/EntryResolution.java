// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.rules.IpAddress;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryResolution;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntry;
import java.util.List;

/** How the endpoints of a ServiceEntry are found: by DNS as soon as one has a name, for Istio takes names nowhere else. */
final class EntryResolution {

    private EntryResolution() {}

    static ServiceEntryResolution of(List<WorkloadEntry> endpoints) {
        return endpoints.stream().anyMatch(endpoint -> isName(endpoint.getAddress()))
                ? ServiceEntryResolution.DNS
                : ServiceEntryResolution.STATIC;
    }

    /** Whether DNS finds an endpoint. */
    static boolean isName(String address) {
        return IpAddress.parse(address).isEmpty();
    }
}
