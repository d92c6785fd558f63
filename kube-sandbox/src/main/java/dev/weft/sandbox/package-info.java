// SPDX-License-Identifier: Apache-2.0

/**
 * An embedded Kubernetes API server on loopback, for demos, tests and the simulator. {@link dev.weft.sandbox.Sandbox} is
 * the door; docs/reference/kube-sandbox.md says what it does and what it does not.
 */
@NullMarked
package dev.weft.sandbox;

import org.jspecify.annotations.NullMarked;
