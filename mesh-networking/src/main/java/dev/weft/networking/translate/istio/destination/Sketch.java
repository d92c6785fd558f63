// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicy;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An output before it is written: a typed spec and the policies it exists because of.
 *
 * @param suffix what its name has behind that of the service; usually nothing
 * @param spec typed Istio spec; dies with the unit that made it
 * @param policyKind kind of {@code policies}
 */
record Sketch(GroupKind kind, String suffix, Object spec, String policyKind, SortedSet<Ref> policies) {

    static Sketch of(GroupKind kind, Object spec, String policyKind, List<Ref> policies) {
        return of(kind, "", spec, policyKind, policies);
    }

    static Sketch of(GroupKind kind, String suffix, Object spec, String policyKind, List<Ref> policies) {
        return new Sketch(kind, suffix, spec, policyKind, new TreeSet<>(policies));
    }

    /** Whether it acts at a waypoint, which others can go around. */
    boolean isForWaypoint() {
        return spec instanceof AuthorizationPolicy policy
                && !policy.getTargetRefs().isEmpty();
    }
}
