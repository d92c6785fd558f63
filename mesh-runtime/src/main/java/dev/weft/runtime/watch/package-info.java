// SPDX-License-Identifier: Apache-2.0

/**
 * From API servers to passes: reflectors read kinds, a {@link dev.weft.runtime.watch.ClusterWatch} puts together what is known of a
 * cluster, the {@link dev.weft.runtime.watch.Inbox} gathers what happened, and the {@link dev.weft.runtime.watch.WorldLoop} makes passes.
 */
@NullMarked
package dev.weft.runtime.watch;

import org.jspecify.annotations.NullMarked;
