// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.OtherGatewayFact;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicy;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicyBuilder;
import io.fabric8.istio.api.api.security.v1beta1.Rule;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy that lets everything into a gateway.
 *
 * @param labels of the pods that it covers, never empty (G1)
 * @param other the gateway, when it is no way in from other clusters
 */
public record Exemption(ObjectId id, SortedMap<String, String> labels, Optional<OtherGatewayFact> other)
        implements Comparable<Exemption> {

    public Exemption {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(id + " would cover every workload");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Where it is. */
    public ShardId place() {
        return new ShardId(id.cluster(), id.namespace());
    }

    /** Whether pods with at least {@code carried} have its labels. */
    public boolean selects(SortedMap<String, String> carried) {
        return carried.entrySet().containsAll(labels.entrySet());
    }

    /** Its spec. */
    public AuthorizationPolicy spec() {
        return new AuthorizationPolicyBuilder()
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withRules(new Rule())
                .build();
    }

    @Override
    public int compareTo(Exemption another) {
        return id.compareTo(another.id);
    }
}
