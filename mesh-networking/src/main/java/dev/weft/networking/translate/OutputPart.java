// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import java.util.List;

/** Outputs that are computed together. */
public sealed interface OutputPart permits ShardOutputs, MeshOutputs {

    /** Ordered by id. */
    List<Rendered> outputs();

    /** Outputs that are neither written nor deleted. */
    List<ObjectId> held();

    /** What is to be said of them. */
    List<Finding> findings();
}
