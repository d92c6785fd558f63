// SPDX-License-Identifier: Apache-2.0

/** Types that several kinds share: references, selectors, approval, conditions. Wire records: null is absent. */
@NullMarked
package dev.weft.api.shared;

import org.jspecify.annotations.NullMarked;
