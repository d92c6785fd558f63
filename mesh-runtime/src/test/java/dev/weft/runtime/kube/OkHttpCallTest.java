// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

final class OkHttpCallTest extends CallCases {
    OkHttpCallTest() {
        super(new OkHttpClients());
    }
}
