// SPDX-License-Identifier: Apache-2.0

/** The images that {@code -Pimages} makes, unpacked and run without a container engine. */
@NullMarked
package dev.weft.images;

import org.jspecify.annotations.NullMarked;
