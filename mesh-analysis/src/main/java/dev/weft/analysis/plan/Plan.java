// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * What a change would do.
 *
 * @param outputs ordered
 * @param states policies whose state would be another one, ordered
 * @param appearing findings that would be new, ordered
 * @param vanishing findings that would be gone, ordered
 * @param risks the worst first
 * @param unclaimed what the snapshot does not tell, so that nothing is claimed about it; a line each
 */
public record Plan(
        List<OutputChange> outputs,
        List<StateChange> states,
        List<Finding> appearing,
        List<Finding> vanishing,
        BlastRadius radius,
        List<Risk> risks,
        List<String> unclaimed) {

    public Plan {
        outputs = List.copyOf(outputs);
        states = List.copyOf(states);
        appearing = List.copyOf(appearing);
        vanishing = List.copyOf(vanishing);
        risks = List.copyOf(risks);
        unclaimed = List.copyOf(unclaimed);
    }

    /** Whether anything would be another way. */
    public boolean hasEffect() {
        return !outputs.isEmpty() || !states.isEmpty() || !appearing.isEmpty() || !vanishing.isEmpty();
    }

    /** Whether there is a risk of that level or a worse one. */
    public boolean isRisky(Risk.Level level) {
        return risks.stream().anyMatch(risk -> risk.level().compareTo(level) >= 0);
    }
}
