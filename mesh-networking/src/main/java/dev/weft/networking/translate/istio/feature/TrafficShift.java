// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.translate.istio.Hosts;
import io.fabric8.istio.api.api.networking.v1alpha3.Destination;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestinationBuilder;
import java.util.List;
import java.util.OptionalInt;

/** {@code route} of a route: weighted destinations. */
public final class TrafficShift {

    private TrafficShift() {}

    public static List<HTTPRouteDestination> of(ShiftAction action, Hosts hosts, SubsetNames names) {
        return action.destinations().stream()
                .map(weighted -> new HTTPRouteDestinationBuilder()
                        .withDestination(destination(weighted.to(), hosts, names))
                        .withHeaders(
                                weighted.headers().map(HeaderManipulation::of).orElse(null))
                        .withWeight(weighted.weight() == 0 ? null : weighted.weight())
                        .build())
                .toList();
    }

    private static Destination destination(ShiftAction.To to, Hosts hosts, SubsetNames names) {
        return switch (to) {
            case ShiftAction.To.Service service ->
                Destinations.of(
                        hosts.of(service.service()),
                        service.port(),
                        service.subset().isEmpty() ? "" : names.of(service.service(), service.subset()));
            case ShiftAction.To.Failover failover -> {
                FailoverHost host = hosts.of(failover.failoverService());
                OptionalInt port = host.port() == 0 ? OptionalInt.empty() : OptionalInt.of(host.port());
                yield Destinations.of(
                        host.hostname(), port, failover.subset().isEmpty() ? "" : Demand.subsetName(failover.subset()));
            }
        };
    }
}
