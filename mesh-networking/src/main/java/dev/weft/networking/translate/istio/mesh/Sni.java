// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

/** By what a proxy asks, in the TLS handshake, for a service behind the gateway of another cluster (lab.md 3). */
final class Sni {

    private Sni() {}

    /**
     * @param subset empty for the service as a whole
     * @param host by which the gateway knows the service
     */
    static String of(int port, String subset, String host) {
        return "outbound_." + port + "_." + (subset.isEmpty() ? "_" : subset + "_") + "." + host;
    }
}
