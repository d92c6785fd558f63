// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec.TrafficShift;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Send the requests to these destinations instead, in proportion to their weights. Never empty. */
public record ShiftAction(List<Weighted> destinations) implements Action.OnRoute {

    /** A destination. */
    public sealed interface To {
        /** Labels of the pods to take; empty for all. */
        SortedMap<String, String> subset();

        /** @param port service port; empty when the service has only one */
        record Service(DestinationRef service, SortedMap<String, String> subset, OptionalInt port) implements To {
            public Service {
                subset = Values.sorted(subset);
            }
        }

        record Failover(Ref failoverService, SortedMap<String, String> subset) implements To {
            public Failover {
                subset = Values.sorted(subset);
            }
        }
    }

    /**
     * @param weight 0 when not said
     * @param headers what is changed for this destination alone
     * @param field JSON path of the destination inside the policy
     */
    public record Weighted(To to, int weight, Optional<HeaderAction> headers, String field) {}

    public ShiftAction {
        destinations = List.copyOf(destinations);
    }

    @Override
    public String field() {
        return "trafficShift";
    }

    static Optional<Action> from(TrafficShift wire, Problems problems) {
        List<Weighted> destinations = new ArrayList<>();
        List<TrafficShift.Destination> written =
                Wire.complete(wire.destinations(), "spec.trafficShift.destinations", problems);
        long total = 0;
        for (int i = 0; i < written.size(); i++) {
            String field = "spec.trafficShift.destinations[" + i + "]";
            int weight = weight(written.get(i).weight(), field + ".weight", problems);
            total += weight;
            Optional<HeaderAction> headers = Optional.ofNullable(written.get(i).headerManipulation())
                    .map(change -> HeaderAction.from(change, field + ".headerManipulation", problems));
            to(written.get(i), field, problems)
                    .ifPresent(to -> destinations.add(new Weighted(to, weight, headers, field)));
        }
        checkWeights(written.size(), total, problems);
        return destinations.isEmpty() ? Optional.empty() : Optional.of(new ShiftAction(destinations));
    }

    private static void checkWeights(int destinations, long total, Problems problems) {
        String field = "spec.trafficShift.destinations";
        if (destinations > 1 && total == 0) {
            problems.add(field, "have no weight at all; Istio refuses several destinations whose weights sum to 0");
        } else if (total > Integer.MAX_VALUE) {
            problems.add(field, "have weights that sum to " + total + "; keep the sum below 2^31");
        } else if (total != 0 && total != 100) {
            problems.note(field, "have weights that sum to " + total + ", not 100; each gets its share of the sum");
        }
    }

    private static int weight(@Nullable Long wire, String field, Problems problems) {
        if (wire == null) {
            return 0;
        }
        if (wire < 0 || wire > Integer.MAX_VALUE) {
            problems.add(field, "must be from 0 to " + Integer.MAX_VALUE + ", but is " + wire);
            return 0;
        }
        return wire.intValue();
    }

    private static Optional<To> to(TrafficShift.Destination wire, String field, Problems problems) {
        TrafficShift.KubeDestination service = wire.kubeService();
        TrafficShift.FailoverServiceDestination failover = wire.failoverService();
        if (service != null && failover != null) {
            problems.add(field, "sets kubeService and failoverService; set only one of them");
            return Optional.empty();
        }
        if (service != null) {
            return service(service, field + ".kubeService", problems);
        }
        if (failover != null) {
            return failover(failover, field + ".failoverService", problems);
        }
        problems.add(field, "says no destination; set kubeService or failoverService");
        return Optional.empty();
    }

    private static Optional<To> service(TrafficShift.KubeDestination wire, String field, Problems problems) {
        OptionalInt port = Ports.optional(wire.port(), field + ".port", problems);
        SortedMap<String, String> subset = subset(wire.subset(), field, problems);
        return Wire.ref(wire.name(), wire.namespace(), wire.clusterName(), field, problems)
                .map(service -> new To.Service(service, subset, port));
    }

    private static Optional<To> failover(
            TrafficShift.FailoverServiceDestination wire, String field, Problems problems) {
        if (Wire.text(wire.name()).isEmpty() || Wire.text(wire.namespace()).isEmpty()) {
            problems.add(field, "is an incomplete reference: name and namespace must be set");
            return Optional.empty();
        }
        Ref ref = new Ref(Wire.text(wire.namespace()), Wire.text(wire.name()));
        return Optional.of(new To.Failover(ref, subset(wire.subset(), field, problems)));
    }

    private static SortedMap<String, String> subset(
            @Nullable Map<String, String> wire, String field, Problems problems) {
        SortedMap<String, String> subset = Values.sorted(Wire.labels(wire, field + ".subset", problems));
        LabelCheck.labels(subset, field + ".subset", problems);
        return subset;
    }
}
