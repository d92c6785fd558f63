// SPDX-License-Identifier: Apache-2.0

/**
 * What the API server answers when it refuses: the Status object of Kubernetes, as an exception.
 */
@NullMarked
package dev.weft.sandbox.status;

import org.jspecify.annotations.NullMarked;
