// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import dev.weft.runtime.kube.ResourceType;

/**
 * Something that one may or may not do.
 *
 * @param verb as RBAC knows it: get, list, watch, create, update, patch, delete
 * @param group of the kind, empty for the core group
 * @param resource the kind as RBAC names it
 * @param subresource for example {@code status}; empty for the object itself
 * @param namespace empty for all, and for kinds without namespaces
 */
public record Right(String verb, String group, String resource, String subresource, String namespace) {

    /** In all namespaces. */
    public static Right to(String verb, ResourceType type) {
        return to(verb, type, "");
    }

    public static Right to(String verb, ResourceType type, String namespace) {
        return new Right(verb, type.group(), type.plural(), "", type.namespaced() ? namespace : "");
    }

    /** The same for a part of the object. */
    public Right of(String part) {
        return new Right(verb, group, resource, part, namespace);
    }

    /** {@code resource/subresource.group}. */
    String what() {
        return resource + (subresource.isEmpty() ? "" : "/" + subresource) + (group.isEmpty() ? "" : "." + group);
    }

    @Override
    public String toString() {
        return verb + " " + what() + (namespace.isEmpty() ? "" : " in namespace " + namespace);
    }
}
