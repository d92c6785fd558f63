// SPDX-License-Identifier: Apache-2.0

/** What users write about traffic: TrafficPolicy, AccessPolicy, VirtualMesh, FailoverService. Wire records: null is absent. */
@NullMarked
package dev.weft.api.networking;

import org.jspecify.annotations.NullMarked;
