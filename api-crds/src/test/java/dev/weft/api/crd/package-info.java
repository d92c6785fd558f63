// SPDX-License-Identifier: Apache-2.0

/** Makes {@code api-crds/crds} out of the wire records, and checks what is committed there. */
@NullMarked
package dev.weft.api.crd;

import org.jspecify.annotations.NullMarked;
