// SPDX-License-Identifier: Apache-2.0

/**
 * Services that workloads of a mesh stand behind: ports, subsets, endpoints.
 */
@NullMarked
package dev.weft.discovery.traffictarget;

import org.jspecify.annotations.NullMarked;
