// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import dev.weft.runtime.kube.ResourceType;

/**
 * Something that one may or may not do.
 *
 * @param namespace empty for all, and for kinds without namespaces
 */
public record Right(String verb, String group, String resource, String subresource, String namespace) {

    public static Right to(String verb, ResourceType type, String namespace) {
        return new Right(verb, type.group(), type.plural(), "", type.namespaced() ? namespace : "");
    }

    public Right of(String part) {
        return new Right(verb, group, resource, part, namespace);
    }

    @Override
    public String toString() {
        return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource)
                + (group.isEmpty() ? "" : "." + group)
                + (namespace.isEmpty() ? "" : " in namespace " + namespace);
    }
}
