// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

/** Who may do what, for those who do it: reviews answer it, tokens carry it, roles decide it. */
public record Access(Reviews reviews, ServiceAccountTokens accounts, Rbac rbac) {}
