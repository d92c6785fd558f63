// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import dev.weft.api.schema.OneOf;
import dev.weft.api.shared.Empty;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Meshes that act as one. */
@Explain("Meshes that act as one: they trust each other and can call each other.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMeshSpec(
        @Explain("The meshes. A mesh belongs to one VirtualMesh at most.") @Nullable
        List<@Nullable ObjectRef> meshes,

        @Explain("Trust between the meshes. Absent: certificates are left alone.") @Nullable
        MtlsConfig mtlsConfig,

        @Explain("Which services can be called from other meshes.") @Nullable
        Federation federation,

        @Explain(
                "ENABLED: everything is denied that no AccessPolicy allows. Absent: MESH_DEFAULT, what the meshes do by themselves.")
        @Nullable
        GlobalAccessPolicy globalAccessPolicy) {

    public VirtualMeshSpec {
        meshes = WireCollections.copy(meshes);
    }

    /** Trust between the meshes; one of the first two. */
    @OneOf({"shared", "limited"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MtlsConfig(
            @Explain("All meshes get certificates under one root.") @Nullable
            Shared shared,

            @Explain("Not supported.") @Nullable Empty limited,

            @Explain("Restart pods that have to take new certificates.") @Nullable
            Boolean autoRestartPods,

            @Explain(
                    "Let in callers of the trust domains of the other meshes: the agent of each cluster keeps an entry in the mesh"
                            + " configuration. Only with shared. Absent: nothing is written there. Not in Gloo Mesh 0.12.")
            @Nullable
            Boolean letInTrustDomains) {
        /** A common root. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Shared(
                @Explain("Where the root comes from. Absent: one is generated.") @Nullable
                RootCertificateAuthority rootCertificateAuthority) {
            /** Where the root comes from; one of the two. */
            @OneOf({"generated", "secret"})
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record RootCertificateAuthority(
                    @Explain("A root is made.") @Nullable Generated generated,

                    @Explain("A Secret of the management cluster with root-cert.pem and key.pem.") @Nullable
                    ObjectRef secret) {
                /** A root that the plane makes. */
                @JsonInclude(JsonInclude.Include.NON_NULL)
                public record Generated(
                        @Explain("Life of the root in days. Absent or 0: 365.") @Nullable
                        Long ttlDays,

                        @Explain("Size of the RSA key in bits, in spite of the name; at least 2048.") @Nullable
                        Long rsaKeySizeBytes,

                        @Explain("Organisation in the subject. Absent: gloo-mesh.") @Nullable
                        String orgName,

                        @Explain(
                                "Which root. Another number asks for another root, to which all meshes are brought step by step; an"
                                        + " earlier number brings them back. Absent: 1. Not in Gloo Mesh 0.12.")
                        @Nullable
                        Long generation) {}
            }
        }
    }

    /** Which services are callable from other meshes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Federation(
            @Explain("Every service can be called from every mesh.") @Nullable
            Empty permissive,

            @Explain("Pods of all meshes reach each other directly.") @Nullable
            Boolean flatNetwork,

            @Explain("Last part of global host names. Absent: global.") @Nullable
            String hostnameSuffix,

            @Explain(
                    "Which services can be called from which meshes; a service that none selects is called in its own mesh only."
                            + " Absent: every service can be called from every mesh. Not in Gloo Mesh 0.12.")
            @Nullable
            List<@Nullable Selector> selectors,

            @Explain(
                    "Services can be called from where a TrafficPolicy, an AccessPolicy or a FailoverService names them, and as"
                            + " selectors say. Not in Gloo Mesh 0.12.")
            @Nullable
            Empty onDemand,

            @Explain(
                    "Also federate services of which nobody knows the identity of who answers; any certificate of the common root"
                            + " is then taken for theirs. Not in Gloo Mesh 0.12.")
            @Nullable
            Boolean allowUnknownIdentities) {

        public Federation {
            selectors = WireCollections.copy(selectors);
        }

        /** Services, and the meshes from which they can be called. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Selector(
                @Explain("The services, one of these. Absent: every service of the VirtualMesh.") @Nullable
                List<@Nullable TrafficTargetSelector> destinationSelectors,

                @Explain("The meshes from which they can be called. Absent: every mesh of the VirtualMesh.") @Nullable
                List<@Nullable ObjectRef> meshes) {

            public Selector {
                destinationSelectors = WireCollections.copy(destinationSelectors);
                meshes = WireCollections.copy(meshes);
            }
        }
    }

    /** Whether everything is denied by default; absent means MESH_DEFAULT. */
    public enum GlobalAccessPolicy {
        MESH_DEFAULT,
        ENABLED,
        DISABLED
    }
}
