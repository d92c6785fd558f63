// SPDX-License-Identifier: Apache-2.0

/** On each cluster: makes keys, asks for certificates, stores them for istiod, restarts what has to be. Here is only its main. */
@NullMarked
package dev.weft.certagent;

import org.jspecify.annotations.NullMarked;
