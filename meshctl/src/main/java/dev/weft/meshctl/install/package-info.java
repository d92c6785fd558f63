// SPDX-License-Identifier: Apache-2.0

/**
 * The plane on its management cluster: installed, upgraded and removed. Helm does it, as a library in this process, with the charts that are
 * packaged with meshctl; what Helm leaves to its caller is done here: the kinds first, and whether the operators run in the end.
 */
@NullMarked
package dev.weft.meshctl.install;

import org.jspecify.annotations.NullMarked;
