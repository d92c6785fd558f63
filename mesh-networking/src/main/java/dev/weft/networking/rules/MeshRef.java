// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.Ref;

/**
 * A mesh that a policy names.
 *
 * @param field JSON path of the reference inside the policy
 */
public record MeshRef(Ref mesh, String field) {}
