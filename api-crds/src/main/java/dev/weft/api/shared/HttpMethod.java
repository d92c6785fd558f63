// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

/** HTTP methods in the order of the API; GET is the zero value. */
public enum HttpMethod {
    GET,
    POST,
    PUT,
    DELETE,
    HEAD,
    CONNECT,
    OPTIONS,
    TRACE,
    PATCH
}
