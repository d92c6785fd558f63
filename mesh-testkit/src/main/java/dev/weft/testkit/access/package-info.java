// SPDX-License-Identifier: Apache-2.0

/**
 * Two judges of one request that know nothing of each other or of the translator: {@link dev.weft.testkit.access.AccessJudge} reads
 * AccessPolicies as their API describes them, {@link dev.weft.testkit.access.IstioAccess} reads AuthorizationPolicies as Istio enforces
 * them. A translation is right where both say the same.
 */
@NullMarked
package dev.weft.testkit.access;

import org.jspecify.annotations.NullMarked;
