// SPDX-License-Identifier: Apache-2.0

/**
 * What controllers do in a real cluster: owners, namespaces, service accounts, token Secrets, custom resources.
 */
@NullMarked
package dev.weft.sandbox.gc;

import org.jspecify.annotations.NullMarked;
