// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Port;
import org.jspecify.annotations.Nullable;

/** Ports as the API writes them: what is empty or 0 is left out. */
final class WirePorts {

    private WirePorts() {}

    static Port of(int port, String name, String protocol, String appProtocol) {
        return new Port(port == 0 ? null : (long) port, text(name), text(protocol), text(appProtocol));
    }

    private static @Nullable String text(String text) {
        return text.isEmpty() ? null : text;
    }
}
