// SPDX-License-Identifier: Apache-2.0

/** Tests of the charts: what is generated in them, what they render to, and what comes of it on a cluster. */
@NullMarked
package dev.weft.charts;

import org.jspecify.annotations.NullMarked;
