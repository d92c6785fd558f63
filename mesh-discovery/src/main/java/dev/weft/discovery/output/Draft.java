// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.api.ApiKind;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A discovered object before it is bytes.
 *
 * @param cluster value of the cluster label, empty when there is none
 * @param owner value of the owner label; also the namespace
 * @param spec wire record
 */
public record Draft(
        ApiKind kind, String name, String cluster, String owner, SortedMap<String, String> annotations, Object spec) {

    public Draft {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    public ObjectId id() {
        return new ObjectId(ObjectId.MANAGEMENT, new GroupKind(kind.group(), kind.kind()), owner, name);
    }
}
