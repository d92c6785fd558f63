// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.TrafficRules;

/**
 * A TrafficPolicy.
 *
 * @param spec the spec as read, for the copy in the status of its targets; must not be changed
 */
public record TrafficPolicyFact(PolicyMeta meta, TrafficRules rules, PriorStatus prior, JsonNode spec) {}
