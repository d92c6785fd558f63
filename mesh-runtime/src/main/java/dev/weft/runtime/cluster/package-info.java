// SPDX-License-Identifier: Apache-2.0

/** Which clusters there are: their kubeconfig Secrets, and what is opened because of them. */
@NullMarked
package dev.weft.runtime.cluster;

import org.jspecify.annotations.NullMarked;
