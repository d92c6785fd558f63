// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

/** Where a connection goes: an IP or a hostname, and a port. */
public record Address(String host, int port) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
