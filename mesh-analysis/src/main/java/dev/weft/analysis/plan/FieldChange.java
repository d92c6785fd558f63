// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A field of an output that is another one.
 *
 * @param path such as {@code spec.http[0].timeout}; an index counts in the list as it will be, of what is removed as it was
 * @param before a missing node when it was not there
 * @param after a missing node when it will not be there
 */
public record FieldChange(String path, JsonNode before, JsonNode after) {}
