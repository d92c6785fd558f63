// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Optional;
import java.util.function.Function;

/** Something found on the way of a request, or why it ends there. */
sealed interface Step<T> {

    record Found<T>(T value) implements Step<T> {}

    record Ended<T>(Resolution.Failed why) implements Step<T> {}

    static <T> Step<T> found(T value) {
        return new Found<>(value);
    }

    static <T> Step<T> ended(Reason reason, String sentence) {
        return new Ended<>(new Resolution.Failed(reason, sentence));
    }

    default <R> Step<R> then(Function<? super T, Step<R>> next) {
        return switch (this) {
            case Found<T>(T value) -> next.apply(value);
            case Ended<T>(Resolution.Failed why) -> new Ended<>(why);
        };
    }

    default Optional<Resolution.Failed> failure() {
        return this instanceof Ended<T>(Resolution.Failed why) ? Optional.of(why) : Optional.empty();
    }
}
