// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import java.util.Set;

/**
 * The labels and annotations that an operator writes; all others belong to somebody else.
 *
 * @param labels keys
 * @param annotations keys
 * @param annotationPrefixes beginnings of further keys
 */
public record MetadataKeys(Set<String> labels, Set<String> annotations, Set<String> annotationPrefixes) {

    public MetadataKeys {
        labels = Set.copyOf(labels);
        annotations = Set.copyOf(annotations);
        annotationPrefixes = Set.copyOf(annotationPrefixes);
    }

    public boolean isLabel(String key) {
        return labels.contains(key);
    }

    public boolean isAnnotation(String key) {
        return annotations.contains(key) || annotationPrefixes.stream().anyMatch(key::startsWith);
    }
}
