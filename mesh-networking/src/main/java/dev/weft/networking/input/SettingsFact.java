// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.networking.rules.TlsAction;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;

/**
 * The Settings that count.
 *
 * @param present whether the object exists
 * @param readable whether it could be decoded; if not, nothing may be deleted on the strength of it
 * @param tlsMode the default TLS mode of every host; empty when Settings say nothing of mTLS
 */
public record SettingsFact(
        Ref ref, boolean present, boolean readable, long generation, Optional<TlsAction.Mode> tlsMode) {

    /** Settings that do not exist: an empty spec. */
    public static SettingsFact missing(Ref ref) {
        return new SettingsFact(ref, false, true, 0, Optional.empty());
    }
}
