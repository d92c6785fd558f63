// SPDX-License-Identifier: Apache-2.0

/** Tests of the shell scripts that find a JDK, build and start; they run in fake checkouts with fake JDKs. */
@NullMarked
package dev.weft.meshctl.launch;

import org.jspecify.annotations.NullMarked;
