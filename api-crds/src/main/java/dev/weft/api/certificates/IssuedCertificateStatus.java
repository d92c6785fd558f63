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
}
