// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import dev.weft.sandbox.cel.ObjectRules;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.status.Refusal;
import java.util.List;
import java.util.Set;

/**
 * A kind as it is served in one version.
 *
 * @param group empty in the core group
 * @param verbs sorted
 * @param subresources those that are served: status, scale, finalize, token
 * @param selectable paths of field selectors beside name and namespace ({@code spec.nodeName})
 * @param columns of its table, never empty
 * @param rules expressions its objects must satisfy
 * @param custom it comes from a CustomResourceDefinition
 * @param counted metadata.generation counts changes
 * @param putCreates an update of an object that does not exist creates it
 * @param stored false for reviews, which are answered and forgotten
 */
public record Resource(
        String group,
        String version,
        String plural,
        String singular,
        String kind,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        Set<String> subresources,
        List<String> selectable,
        List<Column> columns,
        Schema schema,
        ObjectRules rules,
        boolean custom,
        boolean counted,
        boolean putCreates,
        boolean stored) {

    /** The same for all versions: {@code group/plural}. */
    public String id() {
        return group + "/" + plural;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code plural.group}, or the bare plural. */
    public String qualified() {
        return Refusal.qualified(group, plural);
    }

    public boolean hasStatus() {
        return subresources.contains("status");
    }
}
