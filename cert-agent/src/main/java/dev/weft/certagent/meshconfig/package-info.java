// SPDX-License-Identifier: Apache-2.0

/** Our entries in the text of a mesh configuration. Pure; who reads and writes the ConfigMap is in agent/. */
@NullMarked
package dev.weft.certagent.meshconfig;

import org.jspecify.annotations.NullMarked;
