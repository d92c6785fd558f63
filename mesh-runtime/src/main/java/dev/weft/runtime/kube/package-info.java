// SPDX-License-Identifier: Apache-2.0

/** One API server as JSON over HTTP: the port that everything that reads or writes a cluster goes through, and its implementation. */
@NullMarked
package dev.weft.runtime.kube;

import org.jspecify.annotations.NullMarked;
