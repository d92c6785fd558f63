// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Pod.
 *
 * @param owner its controlling owner
 * @param ended whether its phase is Succeeded or Failed; such a pod proves nothing about injection now
 * @param node name of its Node, empty while it is not scheduled
 * @param containers in their order, init containers first
 * @param namedPorts container ports by name
 * @param ambient whether Istio's CNI sends its traffic through ztunnel
 * @param injection what Istio's injector wrote about itself
 */
public record PodFact(
        String name,
        SortedMap<String, String> labels,
        Optional<Owner> owner,
        boolean ended,
        String node,
        List<ContainerFact> containers,
        SortedMap<String, Integer> namedPorts,
        boolean ambient,
        Injection injection) {

    /**
     * What Istio's injector wrote about itself on the pod.
     *
     * @param marked whether annotation {@code sidecar.istio.io/status} is there
     * @param revision revision of the injecting control plane: "" for the default one, absent when nothing tells
     */
    public record Injection(boolean marked, Optional<String> revision) {

        public static final Injection NONE = new Injection(false, Optional.empty());
    }

    public PodFact {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        containers = List.copyOf(containers);
        namedPorts = Collections.unmodifiableSortedMap(new TreeMap<>(namedPorts));
    }
}
