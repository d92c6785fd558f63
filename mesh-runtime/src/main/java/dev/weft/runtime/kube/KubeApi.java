// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One API server under one identity. Safe for several threads; calls block, so callers use virtual threads. Nothing is retried here:
 * whoever calls knows what a second try would mean.
 */
public interface KubeApi extends AutoCloseable {

    /**
     * Makes one call.
     *
     * @return the answer's body; an empty object when it has none
     * @throws ApiException when the server refuses, or no answer comes
     * @throws InterruptedException when the thread is interrupted while it waits; the call may have taken effect
     */
    ObjectNode call(ApiCall call) throws ApiException, InterruptedException;

    /**
     * Opens a watch.
     *
     * @param path with query, for example {@code /api/v1/pods?watch=true&resourceVersion=7&allowWatchBookmarks=true}
     * @throws ApiException when the server refuses it (410 for a resourceVersion that is too old), or no answer comes
     */
    WatchStream watch(String path) throws ApiException, InterruptedException;

    /** Frees connections; open watches end. */
    @Override
    void close();
}
