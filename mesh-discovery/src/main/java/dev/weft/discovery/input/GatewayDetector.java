// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How Settings say an ingress gateway is known on one cluster, or on all ({@code *}); absent attributes are taken from elsewhere.
 *
 * @param labels labels that the selector of the gateway's Service contains; present and empty means any Service
 * @param portName name of its TLS port
 */
public record GatewayDetector(Optional<SortedMap<String, String>> labels, Optional<String> portName) {

    /** Says nothing. */
    public static final GatewayDetector NONE = new GatewayDetector(Optional.empty(), Optional.empty());

    public GatewayDetector {
        labels = labels.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
    }

    /** This detector with what it leaves open taken from {@code wildcard}, attribute by attribute. */
    public GatewayDetector orElse(GatewayDetector wildcard) {
        return new GatewayDetector(labels.or(wildcard::labels), portName.or(wildcard::portName));
    }

    public boolean saysNothing() {
        return labels.isEmpty() && portName.isEmpty();
    }
}
