// SPDX-License-Identifier: Apache-2.0

/**
 * What discovery may know: slim facts by (cluster, namespace) shard, decoded item by item. What cannot be read becomes a finding on that object.
 */
@NullMarked
package dev.weft.discovery.input;

import org.jspecify.annotations.NullMarked;
