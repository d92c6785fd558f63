// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What we wrote once and want no longer.
 *
 * @param deletes ordered
 * @param findings what is left in place although it carries our label
 */
public record StaleOutputs(List<ObjectId> deletes, List<Finding> findings) {

    public StaleOutputs {
        deletes = List.copyOf(deletes);
        findings = List.copyOf(findings);
    }

    /**
     * Of all shards with configuration.
     *
     * @param unreadable objects of the management cluster that exist and could not be understood; what is there because of them stays
     */
    public static StaleOutputs of(Translation translation, Collection<Subject> unreadable) {
        StaleJudge judge = StaleJudge.of(translation, unreadable);
        List<ObjectId> deletes = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (ShardId shard : translation.snapshot().configs().keySet()) {
            StaleOutputs found = judge.in(shard);
            deletes.addAll(found.deletes());
            findings.addAll(found.findings());
        }
        return new StaleOutputs(deletes.stream().sorted().toList(), findings);
    }
}
