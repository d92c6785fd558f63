// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.List;

/** Objects as they were at one revision, ordered by namespace and name. */
public record Listing(List<Stored> objects, long revision) {}
