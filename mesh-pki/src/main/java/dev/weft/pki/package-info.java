// SPDX-License-Identifier: Apache-2.0

/**
 * Keys, signing requests, certificates, chains and trust bundles (X.509, RFC 5280), and the Secrets that Istio and the reference keep them
 * in. Pure but for chance: time is an argument, so is the source of random numbers. DESIGN.md beside this file says how the types hang together.
 */
@NullMarked
package dev.weft.pki;

import org.jspecify.annotations.NullMarked;
