// SPDX-License-Identifier: Apache-2.0

/** The user's own kubeconfig, read as kubectl reads it, with credential plugins. Never for kubeconfigs that come from a cluster. */
@NullMarked
package dev.weft.meshctl.kubeconfig;

import org.jspecify.annotations.NullMarked;
