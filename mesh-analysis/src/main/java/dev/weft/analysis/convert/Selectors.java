// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** WorkloadSelector: 1.1 has its content under {@code kubeWorkloadMatcher}. The other selectors look alike in both. */
final class Selectors {

    static final String MATCHER = "kubeWorkloadMatcher";

    private Selectors() {}

    static JsonNode toV1alpha2(JsonNode selectors, String at) {
        return Trees.each(selectors, at, (selector, path) -> unwrapped(selector));
    }

    static JsonNode toV1(JsonNode selectors, String at) {
        return Trees.each(selectors, at, (selector, path) -> {
            ObjectNode out = Trees.object();
            out.set(MATCHER, selector);
            return out;
        });
    }

    /** Whatever else 1.1 may select by is left beside, for the decoder to refuse. */
    private static ObjectNode unwrapped(ObjectNode selector) {
        if (!(selector.get(MATCHER) instanceof ObjectNode matcher)) {
            return selector;
        }
        ObjectNode out = matcher.deepCopy();
        selector.properties().stream()
                .filter(field -> !field.getKey().equals(MATCHER))
                .forEach(field -> out.set(field.getKey(), field.getValue()));
        return out;
    }
}
