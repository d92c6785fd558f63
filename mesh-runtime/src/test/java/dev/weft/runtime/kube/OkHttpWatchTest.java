// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

final class OkHttpWatchTest extends WatchCases {
    OkHttpWatchTest() {
        super(new OkHttpClients());
    }

    @Override
    boolean closesSilentConnections() {
        return false;
    }
}
