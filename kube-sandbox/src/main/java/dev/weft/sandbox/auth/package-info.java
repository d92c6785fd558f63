// SPDX-License-Identifier: Apache-2.0

/**
 * Who calls (tokens, client certificates, impersonation) and what they may do (RBAC).
 */
@NullMarked
package dev.weft.sandbox.auth;

import org.jspecify.annotations.NullMarked;
