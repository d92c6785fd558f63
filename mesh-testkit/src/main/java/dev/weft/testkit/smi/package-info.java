// SPDX-License-Identifier: Apache-2.0

/** Whether Open Service Mesh would take an object of the Service Mesh Interface. */
@NullMarked
package dev.weft.testkit.smi;

import org.jspecify.annotations.NullMarked;
