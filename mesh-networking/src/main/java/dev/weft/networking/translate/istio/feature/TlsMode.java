// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.TlsAction;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettings;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsTLSmode;

/** {@code trafficPolicy.tls} of a DestinationRule. */
public final class TlsMode {

    private TlsMode() {}

    public static ClientTLSSettings of(TlsAction.Mode mode) {
        return new ClientTLSSettingsBuilder()
                .withMode(ClientTLSSettingsTLSmode.valueOf(mode.name()))
                .build();
    }
}
