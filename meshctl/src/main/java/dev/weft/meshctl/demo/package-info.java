// SPDX-License-Identifier: Apache-2.0

/**
 * {@code meshctl demo}: a plane and its clusters in this process, and a story told with them. {@link dev.weft.meshctl.demo.Demo} has the
 * story; each scene is a class. What is told was read back from the API servers.
 */
@NullMarked
package dev.weft.meshctl.demo;

import org.jspecify.annotations.NullMarked;
