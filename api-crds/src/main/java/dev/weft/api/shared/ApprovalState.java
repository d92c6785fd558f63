// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

/** How far a policy has come; absent on the wire means PENDING. */
public enum ApprovalState {
    PENDING,
    ACCEPTED,
    INVALID,
    FAILED
}
