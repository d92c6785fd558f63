// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far it has come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssuedCertificateStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable String error,
        @Nullable State state,
        @Nullable Stored stored,
        @Nullable Retry retry,
        @Nullable Evidence evidence,
        @Nullable List<@Nullable Condition> conditions) {

    public IssuedCertificateStatus {
        conditions = WireCollections.copy(conditions);
    }

    /** Progress; absent means PENDING. */
    public enum State {
        PENDING,
        REQUESTED,
        ISSUED,
        FINISHED,
        FAILED
    }

    /** The certificate that istiod is given. Not in the reference. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stored(
            @Nullable String serial,
            @Format(Format.Of.TIMESTAMP) @Nullable String notBefore,
            @Format(Format.Of.TIMESTAMP) @Nullable String notAfter,
            @Format(Format.Of.TIMESTAMP) @Nullable String renewAfter,
            @Nullable String rootsHash,
            @Nullable String issuance) {}

    /** An answer that could not be used, and when the next one is asked for. Not in the reference. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retry(
            @Format(Format.Of.INT64) @Nullable Long attempts,
            @Format(Format.Of.TIMESTAMP) @Nullable String notBefore,
            @Nullable String request) {}

    /**
     * What is really trusted and served on the cluster, whatever was written: istiod refuses a bundle that it does not like without a word.
     * Not in the reference.
     *
     * @param phase how far the wanted state of {@code spec.trust} has come
     * @param bundleHash of the wanted bundle; that of {@code namespaces} compares with it
     * @param bundle text of {@code root-cert.pem} in istiod's own namespace's ConfigMap {@code istio-ca-root-cert}
     * @param namespaces what the ConfigMaps {@code istio-ca-root-cert} hold, those of one text together
     * @param istiod the certificate that istiod answers a TLS handshake with
     * @param workloads what a sample of proxies answers with
     * @param meshConfig what is seen of the way by which proxies come to trust roots before istiod has a {@code cacerts}
     * @param caCerts whose {@code cacerts} is, or was, somebody else's; absent: nobody else's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Evidence(
            @Nullable EvidencePhase phase,
            @Format(Format.Of.INT64) @Nullable Long generation,
            @Nullable String bundleHash,
            @Nullable String bundle,
            @Nullable List<@Nullable Namespaces> namespaces,
            @Nullable Served istiod,
            @Nullable List<@Nullable Served> workloads,
            @Nullable MeshConfigSeen meshConfig,
            @Nullable CaCertsSeen caCerts,
            @Format(Format.Of.TIMESTAMP) @Nullable String observedAt) {

        public Evidence {
            namespaces = WireCollections.copy(namespaces);
            workloads = WireCollections.copy(workloads);
        }
    }

    /** How far a cluster has come, by what is seen there. */
    public enum EvidencePhase {
        /** Not all namespaces have the wanted bundle yet. */
        SPREADING,
        /** All of them have it; istiod or a sampled proxy still answers with a certificate under another root than the one that is to sign. */
        TRUSTED,
        /** And istiod and all sampled proxies answer with certificates under the root that is to sign. */
        SERVED
    }

    /**
     * Whether roots come to all proxies by the mesh configuration, and which have.
     *
     * @param configMap name of the ConfigMap that istiod reads, beside it; absent: nobody knows
     * @param problem why roots do not come to all proxies by it, with what to do about it; absent: nothing is known to be in the way
     * @param caCerts whether istiod has a Secret {@code cacerts}, whoever has made it; without one it signs with a root of its own
     * @param trusted SHA-256 of those roots of {@code spec.trust.meshConfig} that are in the ConfigMap and that all sampled proxies name when
     *     they ask for a certificate. A root that has its name in common with another one that is trusted there is never among them
     * @param trustDomains those that {@code caCertificates} of the ConfigMap let in, whoever wrote them; absent: an earlier agent, or the
     *     ConfigMap is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MeshConfigSeen(
            @Nullable String configMap,
            @Nullable String problem,
            @Nullable Boolean caCerts,
            @Nullable List<@Nullable String> trusted,
            @Nullable List<@Nullable String> trustDomains) {

        public MeshConfigSeen {
            trusted = WireCollections.copy(trusted);
            trustDomains = WireCollections.copy(trustDomains);
        }
    }

    /**
     * A {@code cacerts} that the agent has not made.
     *
     * @param foreignRoot SHA-256 of the first root in it, by which it is asked for; absent: there is none such, or no root in it can be read
     * @param problem why it is not taken over on request either, with what to do about it; absent: nothing is known to be in the way
     * @param takenOver SHA-256 of the first root of the one that was taken over here, and has become ours
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CaCertsSeen(
            @Nullable String foreignRoot,
            @Nullable String problem,
            @Nullable String takenOver) {}

    /** Namespaces whose ConfigMap has one text. {@code examples}: at most three names, in order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Namespaces(
            @Nullable String bundleHash,
            @Format(Format.Of.INT64) @Nullable Long count,
            @Nullable List<@Nullable String> examples) {

        public Namespaces {
            examples = WireCollections.copy(examples);
        }
    }

    /**
     * Who answers with which certificate.
     *
     * @param name the address of istiod, or {@code NAMESPACE/POD} of a proxy
     * @param root SHA-256 of the root that its chain leads to, of those that are trusted; absent: none
     * @param error why nothing is known of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Served(
            @Nullable String name,
            @Nullable String issuer,
            @Nullable String serial,
            @Format(Format.Of.TIMESTAMP) @Nullable String notAfter,
            @Nullable String root,
            @Nullable String error) {}
}
