// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Progress, by position of the selector. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodBounceDirectiveStatus(
        @Nullable List<@Nullable BouncedPods> podsBounced,
        @Nullable List<@Nullable Condition> conditions) {

    public PodBounceDirectiveStatus {
        podsBounced = WireCollections.copy(podsBounced);
        conditions = WireCollections.copy(conditions);
    }

    /** Names of restarted pods. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BouncedPods(@Nullable List<@Nullable String> bouncedPods) {

        public BouncedPods {
            bouncedPods = WireCollections.copy(bouncedPods);
        }
    }
}
