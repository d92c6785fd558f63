// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import dev.weft.runtime.kube.Endpoint;

/**
 * A cluster as the user reaches it.
 *
 * @param context name in the kubeconfig
 * @param namespace of the context; empty when it has none
 */
public record UserAccess(String context, String namespace, Endpoint endpoint) {}
