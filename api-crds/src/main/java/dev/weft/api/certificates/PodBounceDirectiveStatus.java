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

    /**
     * Restarted pods of a selector. All but their names is not in the reference.
     *
     * @param bouncedPods names
     * @param uids of the same pods; a pod may come back under its name
     * @param selector which selector, whatever its position
     * @param issuance for which certificate
     * @param state how far it has come
     * @param message what was left out, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BouncedPods(
            @Nullable List<@Nullable String> bouncedPods,
            @Nullable List<@Nullable String> uids,
            @Nullable String selector,
            @Nullable String issuance,
            @Nullable State state,
            @Nullable String message) {

        public BouncedPods {
            bouncedPods = WireCollections.copy(bouncedPods);
            uids = WireCollections.copy(uids);
        }

        /** Progress of a selector. */
        public enum State {
            RESTARTING,
            WAITING,
            DONE
        }
    }
}
