// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import dev.weft.sandbox.auth.Attributes;
import dev.weft.sandbox.auth.User;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Key;

/**
 * A request for a resource.
 *
 * @param verb as RBAC knows it: get, list, watch, create, update, patch, delete, deletecollection
 * @param namespace empty for all namespaces and for cluster-scoped kinds
 * @param name empty for a collection
 * @param subresource empty for the object itself
 * @param contentType without parameters, lower case
 */
public record Call(
        User user,
        String verb,
        Resource resource,
        String namespace,
        String name,
        String subresource,
        Options options,
        String contentType,
        byte[] body) {

    Key key() {
        return new Key(resource.id(), namespace, name);
    }

    /** What RBAC is asked when the call does this to its object. */
    Attributes attributes(String otherVerb) {
        return new Attributes(otherVerb, resource.group(), resource.plural(), namespace, name, "");
    }

    /** The same call for another object of the collection. */
    Call named(String otherNamespace, String otherName, byte[] otherBody) {
        return new Call(user, verb, resource, otherNamespace, otherName, subresource, options, contentType, otherBody);
    }
}
