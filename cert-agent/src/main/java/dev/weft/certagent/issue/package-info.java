// SPDX-License-Identifier: Apache-2.0

/**
 * From an IssuedCertificate to the Secret {@code cacerts}: what is there goes in, the one next thing to do comes out. Pure; nothing is
 * remembered between two looks but what the cluster itself holds, so an agent may die at any moment.
 */
@NullMarked
package dev.weft.certagent.issue;

import org.jspecify.annotations.NullMarked;
