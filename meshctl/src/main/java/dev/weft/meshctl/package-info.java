// SPDX-License-Identifier: Apache-2.0

/**
 * The command line. Each command gathers its input, hands it to the pure core and prints what comes out; nothing is
 * decided here. {@link dev.weft.meshctl.Main} lists the commands; one class is one command.
 */
@NullMarked
package dev.weft.meshctl;

import org.jspecify.annotations.NullMarked;
