// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

/** Something that is wrong with the objects of a cluster, whether or not a request meets it. */
public record Problem(String cluster, Reason reason, String sentence) {}
