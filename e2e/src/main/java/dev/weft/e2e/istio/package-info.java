// SPDX-License-Identifier: Apache-2.0

/**
 * Istio as child processes on loopback, without root: istiod beside a real API server, pilot-agent with Envoy for each pod, small HTTP
 * apps behind them, and the parts of Kubernetes that nobody plays here: kubelet and endpoint controller. Built by
 * {@code e2e/tools/install istio}; nothing here is shipped.
 */
@NullMarked
package dev.weft.e2e.istio;

import org.jspecify.annotations.NullMarked;
