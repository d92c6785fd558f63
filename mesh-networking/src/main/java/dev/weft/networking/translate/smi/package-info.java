// SPDX-License-Identifier: Apache-2.0

/** The outputs of Open Service Mesh targets, in the kinds of the Service Mesh Interface. Pure. */
@NullMarked
package dev.weft.networking.translate.smi;

import org.jspecify.annotations.NullMarked;
