// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The eyes of one derivation: every look goes through here and is remembered. */
public final class Reads {

    /** One look: what was asked, and the instance that was the answer. */
    record Look(
            Source<Object, Object> source,
            Object key,
            @Nullable Object answer) {

        boolean isStillTrue() {
            return source.at(key) == answer;
        }
    }

    private final List<Look> looks = new ArrayList<>();

    Reads() {}

    /** Looks up {@code key} in {@code source}; the derivation will be repeated when the answer changes. */
    @SuppressWarnings("unchecked") // a look only ever hands the key back to the source it came from
    public <K, V> Optional<V> look(Source<K, V> source, K key) {
        V answer = source.at(key);
        looks.add(new Look((Source<Object, Object>) source, key, answer));
        return Optional.ofNullable(answer);
    }

    /** Like {@link #look}, for keys that must have a value. */
    public <K, V> V must(Source<K, V> source, K key) {
        return look(source, key).orElseThrow(() -> new IllegalStateException("no value for " + key));
    }

    List<Look> looks() {
        return List.copyOf(looks);
    }
}
