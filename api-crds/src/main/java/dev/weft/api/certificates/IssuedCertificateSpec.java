// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate that a cluster should have. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssuedCertificateSpec(
        @Nullable List<@Nullable String> hosts,
        @Nullable String org,
        @Nullable ObjectRef signingCertificateSecret,
        @Nullable ObjectRef issuedCertificateSecret,
        @Nullable ObjectRef podBounceDirective,
        @Nullable Trust trust) {

    public IssuedCertificateSpec {
        hosts = WireCollections.copy(hosts);
    }

    /**
     * What istiod is to trust, and under which root its certificate is. Not in the reference; absent: the root that comes back with the
     * certificate, and no other.
     *
     * @param bundle text of {@code root-cert.pem}, byte for byte: Istio before 1.30 takes a new text only where it holds the old one or is held
     *     by it. A change of it alone asks for no new certificate
     * @param signingRoot SHA-256 of the root (its DER, lower-case hex) that the certificate is to lead to. A change asks for a new certificate
     * @param meshConfig what the configuration of the mesh is to trust besides; absent: the entry that the agent has made goes
     * @param takeOver SHA-256 of the first root of a {@code cacerts} that the agent has not made and may replace; absent: none may be
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trust(
            @Nullable String bundle,
            @Nullable String signingRoot,
            @Nullable MeshConfig meshConfig,
            @Nullable String takeOver) {}

    /**
     * Roots that proxies trust before istiod has a {@code cacerts}, and trust domains whose callers they let in: entries of
     * {@code caCertificates}.
     *
     * @param configMap the ConfigMap that istiod reads, with the configuration under {@code mesh}
     * @param roots PEM; without one there is no entry
     * @param trustDomains which trust domains the roots are for, each with the one of the mesh itself; absent: for all, and callers of other
     *     trust domains are not let in
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MeshConfig(
            @Nullable ObjectRef configMap,
            @Nullable String roots,
            @Nullable List<@Nullable String> trustDomains) {

        public MeshConfig {
            trustDomains = WireCollections.copy(trustDomains);
        }
    }
}
