// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.translate.StaleJudge;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers for single observed objects whether they may be deleted, by the last translation. */
final class StaleOnDemand {

    private @Nullable Translation translation;
    private List<Subject> unreadable = List.of();
    private @Nullable StaleJudge judge;

    /** @return whether an answer may have become another one for a reason other than the object's shard or cluster */
    boolean follow(SnapshotAssembly assembly, Translation now) {
        List<Subject> before = unreadable;
        boolean isOther = translation == null
                || translation.snapshot().settings() != now.snapshot().settings()
                || translation.virtualMeshes() != now.virtualMeshes()
                || translation.failoverServices() != now.failoverServices();
        unreadable = assembly.unreadable();
        if (translation != now) {
            judge = StaleJudge.of(now, unreadable);
        }
        translation = now;
        return isOther || !before.equals(unreadable);
    }

    /** Whether an object that is ours and that nothing wants may go. */
    boolean mayGo(ObjectId id) {
        if (translation == null || judge == null) {
            return false;
        }
        ConfigShard shard = translation.snapshot().configs().get(new ShardId(id.cluster(), id.namespace()));
        if (shard == null) {
            return false;
        }
        StaleJudge current = judge;
        return shard.of(id)
                .filter((ConfigFact object) -> current.isStale(object))
                .isPresent();
    }
}
