// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

final class JdkCallTest extends CallCases {
    JdkCallTest() {
        super(new JdkClients());
    }
}
