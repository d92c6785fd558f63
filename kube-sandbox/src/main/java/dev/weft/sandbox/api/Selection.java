// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import dev.weft.sandbox.store.Stored;
import java.util.Map;
import java.util.function.Predicate;

/** Which objects of a collection a call is about. */
record Selection(Predicate<Stored> wanted, boolean everything) {

    static Selection of(Call call) {
        String labels = call.options().get("labelSelector");
        String fields = call.options().get("fieldSelector");
        Predicate<Map<String, String>> byLabel = LabelSelector.parse(labels);
        Predicate<Stored> byField = FieldSelector.parse(call.resource(), fields);
        Predicate<Stored> byName = call.name().isEmpty()
                ? object -> true
                : object -> object.key().name().equals(call.name());
        return new Selection(
                byName.and(object -> byLabel.test(object.labels())).and(byField),
                labels.isBlank() && fields.isBlank() && call.name().isEmpty());
    }
}
