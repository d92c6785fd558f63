// SPDX-License-Identifier: Apache-2.0

/** What the commands that talk to clusters share: a cluster's API in a few verbs, the kinds, what is printed while things happen. */
@NullMarked
package dev.weft.meshctl.live;

import org.jspecify.annotations.NullMarked;
