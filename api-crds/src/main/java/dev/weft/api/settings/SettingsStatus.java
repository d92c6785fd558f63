// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.ApprovalState;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of Settings. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SettingsStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable ApprovalState state,
        @Nullable List<@Nullable String> errors,
        @Nullable List<@Nullable Condition> conditions) {

    public SettingsStatus {
        errors = WireCollections.copy(errors);
        conditions = WireCollections.copy(conditions);
    }
}
