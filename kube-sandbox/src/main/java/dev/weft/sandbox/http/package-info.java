// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP and TLS on loopback: routes, bodies, discovery, OpenAPI, tables, watch streams.
 */
@NullMarked
package dev.weft.sandbox.http;

import org.jspecify.annotations.NullMarked;
