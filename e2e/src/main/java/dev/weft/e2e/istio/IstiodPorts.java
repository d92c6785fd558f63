// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;

/** Where an istiod listens on 127.0.0.1. */
record IstiodPorts(int grpc, int secureGrpc, int https, int http, int monitoring) {

    static IstiodPorts of(LabAddresses addresses) throws IOException {
        return new IstiodPorts(
                addresses.port(), addresses.port(), addresses.port(), addresses.port(), addresses.port());
    }
}
