// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

/**
 * What somebody wants to do.
 *
 * @param resource with its subresource ({@code pods/log}); empty for a path that is no resource
 * @param namespace empty at cluster scope and for all namespaces
 * @param path of a request for no resource ({@code /metrics}), else empty
 */
public record Attributes(String verb, String group, String resource, String namespace, String name, String path) {

    public static Attributes ofPath(String verb, String path) {
        return new Attributes(verb, "", "", "", "", path);
    }
}
