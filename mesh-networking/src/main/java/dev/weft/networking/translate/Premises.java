// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.networking.rules.Problem;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;

/** Judges the destination references of a policy as a whole: one missing service invalidates it everywhere, as in the reference. */
final class Premises {

    private final World world;
    private final Knowing knowing;

    Premises(World world, Knowing knowing) {
        this.world = world;
        this.knowing = knowing;
    }

    Premise of(Ref policy, Destinations destinations, List<Problem> brokenRefs, Reads reads) {
        List<PolicyError> errors = new ArrayList<>(world.tenancy(reads).beyond(policy, destinations));
        if (!errors.isEmpty()) {
            // Whether what it must not name exists is not told either.
            return new Premise.Broken(errors);
        }
        List<PolicyError> unresolved = new ArrayList<>();
        brokenRefs.forEach(problem ->
                errors.add(new PolicyError(NetworkingFinding.MALFORMED_REFERENCE, problem.field(), problem.message())));
        destinations.named().forEach((DestinationSelector.Named named) -> {
            switch (knowing.service(named.service(), reads)) {
                case Destination.Known known -> {
                    // resolved
                }
                case Destination.Missing missing ->
                    errors.add(new PolicyError(
                            NetworkingFinding.REFERENCE_NOT_FOUND,
                            named.field(),
                            "no TrafficTarget stands for service " + named.service() + " (name.namespace.cluster)",
                            named.service().cluster()));
                case Destination.Unreadable unreadable ->
                    unresolved.add(new PolicyError(
                            NetworkingFinding.SOURCE_UNKNOWN,
                            named.field(),
                            "service " + named.service() + ": " + unreadable.reason(),
                            named.service().cluster()));
            }
        });
        if (!errors.isEmpty()) {
            return new Premise.Broken(errors);
        }
        return unresolved.isEmpty() ? Premise.SOUND : new Premise.Unresolved(unresolved);
    }
}
