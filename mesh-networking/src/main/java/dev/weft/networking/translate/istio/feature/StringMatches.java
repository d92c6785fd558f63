// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.PathMatch;
import dev.weft.networking.rules.ValueMatch;
import io.fabric8.istio.api.api.networking.v1alpha3.IsStringMatchMatchType;
import io.fabric8.istio.api.api.networking.v1alpha3.StringMatch;
import io.fabric8.istio.api.api.networking.v1alpha3.StringMatchExact;
import io.fabric8.istio.api.api.networking.v1alpha3.StringMatchPrefix;
import io.fabric8.istio.api.api.networking.v1alpha3.StringMatchRegex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Istio's StringMatch. */
public final class StringMatches {

    private StringMatches() {}

    /** Empty for {@link PathMatch.Any}, which Istio says by leaving the condition out. */
    public static Optional<StringMatch> of(PathMatch match) {
        return switch (match) {
            case PathMatch.Any any -> Optional.empty();
            case PathMatch.Exact exact -> Optional.of(of(new StringMatchExact(exact.value())));
            case PathMatch.Prefix prefix -> Optional.of(of(new StringMatchPrefix(prefix.value())));
            case PathMatch.Regex regex -> Optional.of(of(new StringMatchRegex(regex.value())));
        };
    }

    public static StringMatch exact(String value) {
        return of(new StringMatchExact(value));
    }

    /** By name; null when empty, so that the field is left out. */
    public static @Nullable Map<String, StringMatch> of(SortedMap<String, ValueMatch> matches) {
        if (matches.isEmpty()) {
            return null;
        }
        Map<String, StringMatch> byName = new LinkedHashMap<>();
        matches.forEach((name, match) -> byName.put(name, of(match)));
        return byName;
    }

    /** "Is present" is a match without a kind: {@code exact: ""} would only take a header whose value is empty. */
    private static StringMatch of(ValueMatch match) {
        if (match.regex()) {
            return of(new StringMatchRegex(match.value()));
        }
        return match.value().isEmpty() ? new StringMatch() : of(new StringMatchExact(match.value()));
    }

    private static StringMatch of(IsStringMatchMatchType type) {
        return new StringMatch(type);
    }
}
