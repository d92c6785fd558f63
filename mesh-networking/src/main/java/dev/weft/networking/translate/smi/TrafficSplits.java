// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The TrafficSplit of a target: the traffic shift that its policies agree on (networking.md 5.3). */
final class TrafficSplits {

    /** @param service the root service, {@code name.namespace} */
    record Spec(String service, List<Backend> backends) {}

    /** @param service name of a service in the namespace of the split */
    record Backend(String service, int weight) {}

    private TrafficSplits() {}

    /**
     * A service that is named twice gets the sum of its weights. The only destination gets everything even if it has no weight: SMI would
     * send nothing to it, where Istio sends all.
     */
    static Spec spec(DestinationRef service, ShiftAction shift) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (ShiftAction.Weighted weighted : shift.destinations()) {
            if (weighted.to() instanceof ShiftAction.To.Service to) {
                weights.merge(to.service().name(), weighted.weight(), Math::addExact);
            }
        }
        boolean weightless = weights.values().stream().allMatch(weight -> weight == 0);
        return new Spec(
                service.name() + "." + service.namespace(),
                weights.entrySet().stream()
                        .map(backend -> new Backend(backend.getKey(), weightless ? 100 : backend.getValue()))
                        .toList());
    }
}
