// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a request. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateRequestStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable String error,
        @Nullable State state,
        @Format(Format.Of.BYTES) @Nullable String signedCertificate,
        @Format(Format.Of.BYTES) @Nullable String signingRootCa,
        @Nullable List<@Nullable Condition> conditions) {

    public CertificateRequestStatus {
        conditions = WireCollections.copy(conditions);
    }

    /** Progress; absent means PENDING. */
    public enum State {
        PENDING,
        FINISHED,
        FAILED
    }
}
