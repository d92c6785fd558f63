// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;

/**
 * What is read of one kind on a cluster. Several readings of a kind must not overlap: an object that leaves one of them is gone.
 *
 * @param versions those that are understood, the preferred one first; not empty
 * @param namespace empty for all
 * @param labelSelector as kubectl writes it, empty for all
 * @param fieldSelector for example {@code metadata.name=istio}, empty for all
 */
public record Reading(
        GroupKind kind, List<String> versions, String namespace, String labelSelector, String fieldSelector) {

    public Reading {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("no version of " + kind + " to read");
        }
    }

    /** All objects of a kind. */
    public static Reading of(GroupKind kind, String... versions) {
        return new Reading(kind, List.of(versions), "", "", "");
    }

    public Reading inNamespace(String only) {
        return new Reading(kind, versions, only, labelSelector, fieldSelector);
    }

    public Reading withLabels(String selector) {
        return new Reading(kind, versions, namespace, selector, fieldSelector);
    }

    public Reading withFields(String selector) {
        return new Reading(kind, versions, namespace, labelSelector, selector);
    }

    /** One page of the list; an empty token asks for the first. */
    String listPath(ResourceType type, int limit, String token) {
        String path = collection(type) + "?limit=" + limit + selectors();
        return token.isEmpty() ? path : path + "&continue=" + ApiCall.escaped(token);
    }

    String watchPath(ResourceType type, String resourceVersion, int timeoutSeconds) {
        return collection(type) + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + timeoutSeconds
                + "&resourceVersion=" + ApiCall.escaped(resourceVersion) + selectors();
    }

    private String collection(ResourceType type) {
        return namespace.isEmpty() ? type.path() : type.path(namespace);
    }

    private String selectors() {
        return (labelSelector.isEmpty() ? "" : "&labelSelector=" + ApiCall.escaped(labelSelector))
                + (fieldSelector.isEmpty() ? "" : "&fieldSelector=" + ApiCall.escaped(fieldSelector));
    }

    @Override
    public String toString() {
        return kind
                + (namespace.isEmpty() ? "" : " in " + namespace)
                + (labelSelector.isEmpty() ? "" : " with " + labelSelector)
                + (fieldSelector.isEmpty() ? "" : " where " + fieldSelector);
    }
}
