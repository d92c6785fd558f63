// SPDX-License-Identifier: Apache-2.0

/**
 * What a Kubernetes API server does, as tests against a base URL and credentials. They run against a Sandbox, or against
 * any server that the system properties of {@link dev.weft.sandbox.contract.ContractTarget} name.
 */
@NullMarked
package dev.weft.sandbox.contract;

import org.jspecify.annotations.NullMarked;
