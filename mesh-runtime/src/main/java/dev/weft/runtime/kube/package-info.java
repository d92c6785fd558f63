// SPDX-License-Identifier: Apache-2.0

/**
 * One API server as JSON over HTTP: the port {@link dev.weft.runtime.kube.KubeApi} that everything that reads or writes a cluster goes
 * through, and {@link dev.weft.runtime.kube.KubeApis}, which opens one.
 */
@NullMarked
package dev.weft.runtime.kube;

import org.jspecify.annotations.NullMarked;
