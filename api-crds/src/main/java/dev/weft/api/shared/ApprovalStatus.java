// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a policy on one target or mesh; acceptanceOrder absent = 0, state absent = PENDING. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalStatus(
        @Nullable Long acceptanceOrder,
        @Nullable ApprovalState state,
        @Nullable List<@Nullable String> errors) {

    public ApprovalStatus {
        errors = WireCollections.copy(errors);
    }
}
