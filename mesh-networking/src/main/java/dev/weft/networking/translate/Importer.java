// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;

/**
 * A mesh from which services of other clusters are called.
 *
 * @param place where outputs for its workloads go
 */
public record Importer(Ref mesh, ShardId place) {}
