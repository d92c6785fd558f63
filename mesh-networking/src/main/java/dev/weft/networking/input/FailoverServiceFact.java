// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.FailoverRules;

/**
 * A FailoverService.
 *
 * @param spec the spec as read, for the copy in the status of its meshes; must not be changed
 */
public record FailoverServiceFact(PolicyMeta meta, FailoverRules rules, PriorStatus prior, JsonNode spec) {}
