// SPDX-License-Identifier: Apache-2.0

package dev.weft.api;

import java.util.List;
import java.util.Locale;

/**
 * A kind of the API.
 *
 * @param shortNames extra names for kubectl
 * @param userWritten whether people write it; only then does its schema explain and check
 * @param spec wire record of {@code spec}
 * @param status wire record of {@code status}
 */
public record ApiKind(
        String group,
        String version,
        String kind,
        String plural,
        List<String> shortNames,
        boolean userWritten,
        Class<?> spec,
        Class<?> status) {

    public ApiKind {
        shortNames = List.copyOf(shortNames);
    }

    /** {@code group/version}. */
    public String apiVersion() {
        return group + "/" + version;
    }

    /** The kind in lower case. */
    public String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }
}
