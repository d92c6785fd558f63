// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.ServicePort;
import dev.weft.runtime.ref.Ref;
import java.util.List;

/** What is known of a service that a policy refers to; only what a unit may read of it. */
public sealed interface Destination {

    /**
     * It exists.
     *
     * @param meshType type of its mesh
     */
    record Known(Ref target, List<ServicePort> ports, Ref mesh, MeshFact.Type meshType) implements Destination {}

    /** It does not exist. */
    record Missing() implements Destination {}

    /** Its cluster could not be read. */
    record Unreadable(String reason) implements Destination {}

    Destination MISSING = new Missing();
}
