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
        @Nullable ObjectRef podBounceDirective) {

    public IssuedCertificateSpec {
        hosts = WireCollections.copy(hosts);
    }
}
