// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.settings.PolicyScope;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.rules.TlsAction;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;

/**
 * The Settings that count.
 *
 * @param present whether the object exists
 * @param readable whether it could be decoded; if not, nothing may be deleted on the strength of it
 * @param known whether what they say is known: they are readable, or were when this process read them last
 * @param tlsMode the default TLS mode of every host, while they cannot be read the last known one; empty when Settings say nothing of mTLS
 * @param gatewayAddresses where gateways of clusters may be called, while they cannot be read as last known
 * @param policyScope to which services policies may apply, while they cannot be read as last known
 */
public record SettingsFact(
        Ref ref,
        boolean present,
        boolean readable,
        long generation,
        boolean known,
        Optional<TlsAction.Mode> tlsMode,
        GatewayAddressRules gatewayAddresses,
        PolicyScope policyScope) {

    /** Settings that do not exist: an empty spec. */
    public static SettingsFact missing(Ref ref) {
        return new SettingsFact(ref, false, true, 0, true, Optional.empty(), GatewayAddressRules.NONE, PolicyScope.ANY);
    }
}
