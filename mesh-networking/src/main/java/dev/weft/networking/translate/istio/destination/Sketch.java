// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An output before it is written: a typed spec and the policies it exists because of.
 *
 * @param spec typed Istio spec; dies with the unit that made it
 * @param policyKind kind of {@code policies}
 */
record Sketch(GroupKind kind, Object spec, String policyKind, SortedSet<Ref> policies) {

    static Sketch of(GroupKind kind, Object spec, String policyKind, List<Ref> policies) {
        return new Sketch(kind, spec, policyKind, new TreeSet<>(policies));
    }
}
