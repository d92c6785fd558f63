// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.weft.runtime.ref.Ref;
import java.util.Comparator;

/**
 * Identity and age of a policy.
 *
 * @param generation {@code metadata.generation}, 0 when absent
 * @param created seconds since 1970, {@link #OLDEST} when absent
 */
public record PolicyMeta(Ref ref, long generation, long created) {

    /** Stands for a missing creationTimestamp: such an object counts as the oldest. */
    public static final long OLDEST = Long.MIN_VALUE;

    /** Older first, then by key. */
    public static final Comparator<PolicyMeta> BY_AGE =
            comparingLong(PolicyMeta::created).thenComparing(comparing(PolicyMeta::ref));
}
