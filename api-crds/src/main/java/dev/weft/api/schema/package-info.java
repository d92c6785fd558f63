// SPDX-License-Identifier: Apache-2.0

/**
 * What a CRD says beyond the shape of a wire record: descriptions, exclusive fields, text formats. Written beside the fields, read by the
 * generator of {@code api-crds/crds} in this module's tests, and by nothing at run time.
 */
@NullMarked
package dev.weft.api.schema;

import org.jspecify.annotations.NullMarked;
