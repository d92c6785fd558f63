// SPDX-License-Identifier: Apache-2.0

/** The SNAPSHOT folder: the one offline format, read from and written to disk. I/O. */
@NullMarked
package dev.weft.runtime.folder;

import org.jspecify.annotations.NullMarked;
