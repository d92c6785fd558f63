// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Subject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object of a kind that this version accepts but does not act on yet (VirtualMesh, FailoverService).
 *
 * @param subject the object
 * @param failoverHost what traffic shifts need of it, if it is a usable FailoverService
 * @param suffixes suffix of global host names by mesh, if it is a VirtualMesh that sets one
 * @param generation {@code metadata.generation}, 0 when absent
 */
public record UnservedFact(
        Subject subject,
        long generation,
        PriorStatus prior,
        Optional<FailoverHost> failoverHost,
        SortedMap<Ref, String> suffixes) {

    public UnservedFact {
        suffixes = Collections.unmodifiableSortedMap(new TreeMap<>(suffixes));
    }
}
