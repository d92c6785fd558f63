// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.Empty;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Meshes that act as one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMeshSpec(
        @Nullable List<@Nullable ObjectRef> meshes,
        @Nullable MtlsConfig mtlsConfig,
        @Nullable Federation federation,
        @Nullable GlobalAccessPolicy globalAccessPolicy) {

    public VirtualMeshSpec {
        meshes = WireCollections.copy(meshes);
    }

    /** Trust between the meshes; one of the first two. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MtlsConfig(
            @Nullable Shared shared,
            @Nullable Empty limited,
            @Nullable Boolean autoRestartPods) {
        /** A common root. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Shared(@Nullable RootCertificateAuthority rootCertificateAuthority) {
            /** Where the root comes from; one of the two. */
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record RootCertificateAuthority(
                    @Nullable Generated generated, @Nullable ObjectRef secret) {
                /** A root that the plane makes. */
                @JsonInclude(JsonInclude.Include.NON_NULL)
                public record Generated(
                        @Nullable Long ttlDays,
                        @Nullable Long rsaKeySizeBytes,
                        @Nullable String orgName) {}
            }
        }
    }

    /** Which services are callable from other meshes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Federation(
            @Nullable Empty permissive,
            @Nullable Boolean flatNetwork,
            @Nullable String hostnameSuffix) {}

    /** Whether everything is denied by default; absent means MESH_DEFAULT. */
    public enum GlobalAccessPolicy {
        MESH_DEFAULT,
        ENABLED,
        DISABLED
    }
}
