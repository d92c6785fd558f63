// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.shared.MeshInstallation;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mesh with a control plane, as far as it can be told without its final name. One of {@code istio} and {@code osm} is set.
 *
 * @param annotations that the Mesh inherits
 */
public record DetectedMesh(
        ControlPlane controlPlane,
        MeshSpec.@Nullable Istio istio,
        @Nullable MeshInstallation osm,
        SortedMap<String, String> annotations,
        List<Finding> findings) {

    public DetectedMesh {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        findings = List.copyOf(findings);
    }

    /** @param agentNamespace namespace of the cluster's cert-agent, empty when there is none */
    public MeshSpec spec(String agentNamespace) {
        return new MeshSpec(
                istio,
                null,
                null,
                null,
                osm == null ? null : new MeshSpec.Osm(osm),
                istio == null || agentNamespace.isEmpty() ? null : new MeshSpec.AgentInfo(agentNamespace));
    }
}
