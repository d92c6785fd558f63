// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

final class JdkWatchTest extends WatchCases {
    JdkWatchTest() {
        super(new JdkClients());
    }

    @Override
    boolean closesSilentConnections() {
        return true;
    }
}
