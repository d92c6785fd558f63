// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;

/** Where an istiod listens on 127.0.0.1. */
record IstiodPorts(int grpc, int secureGrpc, int https, int http, int monitoring) {

    static IstiodPorts free() throws IOException {
        return new IstiodPorts(
                LabAddresses.freePort(),
                LabAddresses.freePort(),
                LabAddresses.freePort(),
                LabAddresses.freePort(),
                LabAddresses.freePort());
    }
}
