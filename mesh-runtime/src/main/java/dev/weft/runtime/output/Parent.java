// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.Ref;
import java.util.Comparator;

/**
 * A management-cluster object that an output exists because of.
 *
 * @param apiVersion for example {@code networking.mesh.gloo.solo.io/v1alpha2}
 */
public record Parent(String apiVersion, String kind, Ref ref) implements Comparable<Parent> {

    private static final Comparator<Parent> ORDER =
            comparing(Parent::apiVersion).thenComparing(Parent::kind).thenComparing(Parent::ref);

    @Override
    public int compareTo(Parent other) {
        return ORDER.compare(this, other);
    }
}
