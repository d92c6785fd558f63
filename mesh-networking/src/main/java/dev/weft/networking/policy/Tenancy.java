// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.api.settings.PolicyScope;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose policies may apply to which services. Policies of the install namespace are the operator's and apply to all.
 *
 * @param installNamespace of the plane
 */
public record Tenancy(PolicyScope scope, String installNamespace) {

    /** Whether the policy may apply to services of that namespace, on whatever cluster. */
    public boolean admits(Ref policy, String namespace) {
        return policy.namespace().equals(installNamespace)
                || switch (scope) {
                    case ANY -> true;
                    case OWN_NAMESPACE -> policy.namespace().equals(namespace);
                    case INSTALL_NAMESPACE -> false;
                };
    }

    /**
     * What the policy asks for beyond its scope, in so many words: a service or a namespace that it names. A selector that names none just
     * selects less.
     */
    public List<PolicyError> beyond(Ref policy, Destinations destinations) {
        List<PolicyError> errors = new ArrayList<>();
        if (scope == PolicyScope.ANY || policy.namespace().equals(installNamespace)) {
            return errors;
        }
        if (scope == PolicyScope.INSTALL_NAMESPACE) {
            errors.add(new PolicyError(
                    NetworkingFinding.OUT_OF_SCOPE,
                    "metadata.namespace",
                    "is " + policy.namespace() + ", but Settings let only policies of namespace " + installNamespace
                            + " apply (policyScope " + scope + ")"));
            return errors;
        }
        for (DestinationSelector selector : destinations.alternatives()) {
            switch (selector) {
                case DestinationSelector.Named named -> named(policy, named).ifPresent(errors::add);
                case DestinationSelector.Matching matching ->
                    matching.namespaces().stream()
                            .filter(namespace -> !admits(policy, namespace))
                            .forEach(namespace -> errors.add(error(
                                    policy, "spec.destinationSelector", "selects services of namespace " + namespace)));
            }
        }
        return errors;
    }

    private Optional<PolicyError> named(Ref policy, DestinationSelector.Named named) {
        DestinationRef service = named.service();
        return admits(policy, service.namespace())
                ? Optional.empty()
                : Optional.of(error(policy, named.field(), "names service " + service));
    }

    private PolicyError error(Ref policy, String field, String what) {
        return new PolicyError(
                NetworkingFinding.OUT_OF_SCOPE,
                field,
                what + ", but Settings let a policy of namespace " + policy.namespace()
                        + " apply to services of that namespace only (policyScope " + scope + ")");
    }
}
