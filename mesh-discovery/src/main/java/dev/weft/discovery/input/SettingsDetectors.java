// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.settings.SettingsSpec;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from Settings how ingress gateways are known. */
final class SettingsDetectors {

    private SettingsDetectors() {}

    /** By cluster name or {@code *}. */
    static PersistentMap<String, GatewayDetector> of(SettingsSpec spec) {
        if (spec.discovery() == null
                || spec.discovery().istio() == null
                || spec.discovery().istio().ingressGatewayDetectors() == null) {
            return PersistentMap.empty();
        }
        SortedMap<String, GatewayDetector> detectors = new TreeMap<>();
        spec.discovery().istio().ingressGatewayDetectors().forEach((cluster, wire) -> {
            if (wire != null) {
                detectors.put(
                        cluster,
                        new GatewayDetector(
                                Optional.ofNullable(wire.gatewayWorkloadLabels())
                                        .map(SettingsDetectors::sorted),
                                Optional.ofNullable(wire.gatewayTlsPortName()).filter(name -> !name.isEmpty())));
            }
        });
        return PersistentMap.copyOf(detectors);
    }

    private static SortedMap<String, String> sorted(Map<String, String> wire) {
        SortedMap<String, String> sorted = new TreeMap<>();
        wire.forEach((key, value) -> sorted.put(key, value == null ? "" : value));
        return sorted;
    }
}
