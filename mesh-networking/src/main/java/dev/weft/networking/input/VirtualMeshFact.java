// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.VirtualMeshRules;

/**
 * A VirtualMesh.
 *
 * @param spec the spec as read, for the copy in the status of its meshes; must not be changed
 */
public record VirtualMeshFact(PolicyMeta meta, VirtualMeshRules rules, PriorStatus prior, JsonNode spec) {}
