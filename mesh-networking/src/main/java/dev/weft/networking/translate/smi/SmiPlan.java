// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Backing;
import dev.weft.networking.policy.TargetDecision;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the outputs of one Open Service Mesh target are made of.
 *
 * @param decision the policies, decided
 * @param backing who runs behind the service
 * @param taken names that somebody else's object holds, with a description of that object
 */
public record SmiPlan(
        TargetFact target,
        TargetDecision decision,
        Backing backing,
        OutputMeta meta,
        SortedMap<ObjectId, String> taken) {

    public SmiPlan {
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
    }
}
