// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;

/**
 * A kind in one version, as a server serves it.
 *
 * @param group empty for the core group
 * @param plural the resource in paths
 */
public record ResourceType(String group, String version, String plural, String kind, boolean namespaced) {

    /**
     * A kind whose objects have namespaces.
     *
     * @param apiVersion {@code v1} or {@code group/version}
     */
    public static ResourceType namespaced(GroupKind kind, String apiVersion) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return new ResourceType(kind.group(), version, Plurals.of(kind), kind.kind(), true);
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    /** {@code v1} or {@code group/version}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The collection of all namespaces. */
    public String path() {
        return root() + "/" + plural;
    }

    /** The collection of one namespace; for a kind without namespaces the same as {@link #path()}. */
    public String path(String namespace) {
        return namespaced ? root() + "/namespaces/" + ApiCall.escaped(namespace) + "/" + plural : path();
    }

    /** One object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + ApiCall.escaped(name);
    }

    /** One object. */
    public String path(ObjectId id) {
        return path(id.namespace(), id.name());
    }

    private String root() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }
}
