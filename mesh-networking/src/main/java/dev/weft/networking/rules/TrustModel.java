// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.VirtualMeshSpec;
import org.jspecify.annotations.Nullable;

/** How the meshes of a VirtualMesh come to trust each other. */
public enum TrustModel {
    /** It says nothing of trust; certificates are left alone. */
    NONE,
    /** Certificates under one root. */
    SHARED;

    private static final String FIELD = "spec.mtlsConfig";
    private static final long SMALLEST_KEY = 2048;

    static TrustModel from(VirtualMeshSpec.@Nullable MtlsConfig wire, Problems problems) {
        if (wire == null) {
            return NONE;
        }
        if (wire.shared() != null && wire.limited() != null) {
            problems.add(FIELD, "sets shared and limited; set only one of them");
        } else if (wire.limited() != null) {
            problems.add(FIELD + ".limited", "is not supported: limited trust is not there yet; set shared instead");
        } else if (wire.shared() == null) {
            problems.add(FIELD, "does not say how the meshes come to trust each other; set shared");
        } else if (wire.shared().rootCertificateAuthority() != null) {
            root(wire.shared().rootCertificateAuthority(), FIELD + ".shared.rootCertificateAuthority", problems);
        }
        return SHARED;
    }

    private static void root(
            VirtualMeshSpec.MtlsConfig.Shared.RootCertificateAuthority wire, String field, Problems problems) {
        if (wire.generated() != null && wire.secret() != null) {
            problems.add(field, "sets generated and secret; set only one of them");
        } else if (wire.secret() != null) {
            Wire.meshRef(wire.secret(), field + ".secret", problems);
        } else if (wire.generated() != null) {
            Long bits = wire.generated().rsaKeySizeBytes();
            if (bits != null && bits != 0 && bits < SMALLEST_KEY) {
                problems.add(
                        field + ".generated.rsaKeySizeBytes",
                        "counts bits in spite of its name and must be at least " + SMALLEST_KEY + ", but is " + bits);
            }
        }
    }
}
