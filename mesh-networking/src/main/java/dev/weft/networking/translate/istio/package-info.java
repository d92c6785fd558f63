// SPDX-License-Identifier: Apache-2.0

/** Istio outputs: kinds, metadata and bytes. Pure. */
@NullMarked
package dev.weft.networking.translate.istio;

import org.jspecify.annotations.NullMarked;
