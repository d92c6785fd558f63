// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.AccessRules;

/**
 * An AccessPolicy.
 *
 * @param spec the spec as read, for the copy in the status of its targets; must not be changed
 */
public record AccessPolicyFact(PolicyMeta meta, AccessRules rules, PriorStatus prior, JsonNode spec) {}
