// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio;

import dev.weft.networking.input.Scope;
import dev.weft.runtime.ref.GroupKind;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What every output of a cluster has in common.
 *
 * @param owner value of the owner label
 * @param plane value of the plane label, empty when not known
 * @param served apiVersion to write each kind in, where the cluster told
 */
public record OutputMeta(String cluster, String owner, String plane, SortedMap<GroupKind, String> served) {

    public OutputMeta {
        served = Collections.unmodifiableSortedMap(new TreeMap<>(served));
    }

    public static OutputMeta of(String cluster, Scope scope, SortedMap<GroupKind, String> served) {
        return new OutputMeta(cluster, scope.installNamespace(), scope.plane(), served);
    }

    String apiVersion(GroupKind kind) {
        String version = served.get(kind);
        return version == null ? kind.group() + "/" + IstioKinds.NEWEST : version;
    }
}
