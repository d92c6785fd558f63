// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.IdentitySelector.KubeIdentityMatcher;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WorkloadSelector;
import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the selector lists of policies. */
final class Selectors {

    private Selectors() {}

    static List<SourceSelector> sources(@Nullable List<@Nullable WorkloadSelector> wire) {
        return Wire.list(wire).stream()
                .map(selector -> new SourceSelector(
                        Values.sorted(Wire.map(selector.labels())),
                        Wire.list(selector.namespaces()),
                        Wire.list(selector.clusters())))
                .toList();
    }

    /** @param brokenRefs receives incomplete references, which invalidate the policy as a whole */
    static Destinations destinations(
            @Nullable List<@Nullable TrafficTargetSelector> wire,
            String field,
            Problems brokenRefs,
            Problems problems) {
        List<TrafficTargetSelector> written = Wire.list(wire);
        List<DestinationSelector> alternatives = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            destination(written.get(i), field + "[" + i + "]", alternatives, brokenRefs, problems);
        }
        return new Destinations(written.isEmpty(), alternatives);
    }

    private static void destination(
            TrafficTargetSelector wire,
            String field,
            List<DestinationSelector> alternatives,
            Problems brokenRefs,
            Problems problems) {
        var matcher = wire.kubeServiceMatcher();
        var refs = wire.kubeServiceRefs();
        if (matcher == null && refs == null) {
            problems.note(field, "selects nothing: it has neither kubeServiceMatcher nor kubeServiceRefs");
        }
        if (matcher != null) {
            alternatives.add(new DestinationSelector.Matching(
                    Values.sorted(Wire.map(matcher.labels())),
                    Wire.list(matcher.namespaces()),
                    Wire.list(matcher.clusters())));
        }
        if (refs != null) {
            int index = 0;
            for (ClusterObjectRef service : Wire.list(refs.services())) {
                String at = field + ".kubeServiceRefs.services[" + index++ + "]";
                Wire.ref(service, at, brokenRefs)
                        .ifPresent(ref -> alternatives.add(new DestinationSelector.Named(ref, at)));
            }
        }
    }

    static List<IdentitySelector> identities(
            @Nullable List<dev.weft.api.shared.@Nullable IdentitySelector> wire, Problems problems) {
        List<IdentitySelector> identities = new ArrayList<>();
        int index = 0;
        for (dev.weft.api.shared.IdentitySelector element : Wire.list(wire)) {
            identities.add(identity(element, "spec.sourceSelector[" + index++ + "]", problems));
        }
        return identities;
    }

    private static IdentitySelector identity(
            dev.weft.api.shared.IdentitySelector wire, String field, Problems problems) {
        KubeIdentityMatcher matcher = wire.kubeIdentityMatcher();
        List<DestinationRef> accounts = new ArrayList<>();
        var refs = wire.kubeServiceAccountRefs();
        if (refs != null) {
            String at = field + ".kubeServiceAccountRefs";
            List<ClusterObjectRef> written = Wire.list(refs.serviceAccounts());
            for (int i = 0; i < written.size(); i++) {
                Wire.ref(written.get(i), at + ".serviceAccounts[" + i + "]", problems)
                        .ifPresent(accounts::add);
            }
            if (written.isEmpty()) {
                // Read as "anyone" this would open the service to everybody (G16).
                problems.add(at, "names no service account; name some, or leave sourceSelector out to allow everyone");
            }
        }
        return new IdentitySelector(
                matcher != null,
                matcher == null ? List.of() : Wire.list(matcher.clusters()),
                matcher == null ? List.of() : Wire.list(matcher.namespaces()),
                accounts);
    }
}
