// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.api.ApiKind;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.KubeNames;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name that sources of discovered objects want. Names made of several parts are not injective (E-23): of those that want the same,
 * the smallest source key keeps it, the others append a dash and 8 hex digits of the SHA-256 of their key.
 *
 * @param kind kind of the discovered object
 * @param name the name they want
 */
public record NameClaim(String kind, String name) {

    private static final int HASH_DIGITS = 8;

    /** The name that an object discovered from {@code source} wants. */
    public static NameClaim of(ApiKind kind, DestinationRef source, String suffix) {
        String plain = source.name() + "-" + source.namespace() + "-" + source.cluster();
        return new NameClaim(kind.kind(), KubeNames.sanitise(plain) + suffix);
    }

    /**
     * The name that {@code key} gets.
     *
     * @param claimants keys of all sources that want the name, smallest first
     */
    public String settled(String key, List<String> claimants) {
        if (claimants.isEmpty() || claimants.getFirst().equals(key)) {
            return name;
        }
        String hash = CanonicalJson.sha256(key.getBytes(StandardCharsets.UTF_8));
        return name + "-" + hash.substring(0, HASH_DIGITS);
    }
}
