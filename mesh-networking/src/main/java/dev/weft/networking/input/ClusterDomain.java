// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.multicluster.KubernetesClusterSpec;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Optional;

/**
 * The domain of a cluster, on which all its host names hang.
 *
 * @param name never empty; while it cannot be read the last known one, or else the default
 * @param known whether it is told or defaulted by an object that this process could read, now or before
 */
public record ClusterDomain(String name, boolean known) {

    private static final String FIELD = "clusterDomain";

    /** Of a cluster that tells none. */
    public static final ClusterDomain DEFAULT = new ClusterDomain("cluster.local", true);

    /**
     * Empty for a name that no registered cluster can have; outputs are kept by it.
     *
     * @param object a KubernetesCluster
     * @param before what its domain was
     */
    static Optional<ClusterDomain> of(RawObject object, Optional<ClusterDomain> before, Facts facts) {
        if (!DnsNames.isLabel(object.id().name())) {
            facts.undecodable(
                    object, "metadata.name", "a cluster name must be at most 63 lower-case letters, digits and '-'");
            return Optional.empty();
        }
        Optional<ClusterDomain> domain = told(object, facts).map(text -> new ClusterDomain(text, true));
        return domain.or(() -> before.filter(ClusterDomain::known))
                .or(() -> Optional.of(new ClusterDomain(DEFAULT.name, false)));
    }

    /** Another field that does not decode must not change the domain. */
    private static Optional<String> told(RawObject object, Facts facts) {
        Optional<KubernetesClusterSpec> spec = facts.spec(object, KubernetesClusterSpec.class);
        JsonNode told = object.spec().path(FIELD);
        boolean isThere = !told.isMissingNode() && !told.isNull();
        if (spec.isEmpty() && (!object.spec().isObject() || (isThere && !told.isTextual()))) {
            return Optional.empty();
        }
        String text = told.asText("");
        if (!isThere || text.isEmpty()) {
            return Optional.of(DEFAULT.name);
        }
        if (!DnsNames.isSubdomain(text)) {
            facts.undecodable(object, "spec." + FIELD, "expected a DNS name such as cluster.local");
            return Optional.empty();
        }
        return Optional.of(text);
    }
}
