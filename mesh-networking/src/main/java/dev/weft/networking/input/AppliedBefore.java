// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;

/**
 * An entry of {@code TrafficTarget.status.appliedTrafficPolicies}: the policy was accepted here at that generation.
 *
 * @param generation 0 when absent
 */
public record AppliedBefore(Ref policy, long generation) {}
