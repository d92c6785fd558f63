// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What authors of accepted policies should know of the outputs of a target: parts that do not do what they seem to say. */
final class TargetWarnings {

    private final TargetPlan plan;
    private final List<Finding> findings = new ArrayList<>();

    private TargetWarnings(TargetPlan plan) {
        this.plan = plan;
    }

    static List<Finding> of(TargetPlan plan) {
        TargetWarnings warnings = new TargetWarnings(plan);
        warnings.subsetCollisions();
        warnings.subsetsWithoutWorkload();
        warnings.routesWithoutPorts();
        warnings.shadowedRoutes();
        return warnings.findings;
    }

    private void subsetCollisions() {
        Map<String, SortedMap<String, String>> first = new HashMap<>();
        for (Demand demand : plan.demands()) {
            String name = Demand.subsetName(demand.subset());
            SortedMap<String, String> labels = first.putIfAbsent(name, demand.subset());
            if (labels != null && !labels.equals(demand.subset())) {
                warn(
                        NetworkingFinding.SUBSET_NAME_COLLISION,
                        demand.policy(),
                        "spec.trafficShift",
                        "subset " + demand.subset() + " of service " + demand.service() + " has the same name " + name
                                + " as subset " + labels + ", which is used");
            }
        }
    }

    /** Only where it is certain: the label tells the workloads apart, and none of them has that value. */
    private void subsetsWithoutWorkload() {
        for (Demand demand : plan.demands()) {
            demand.subset().forEach((key, value) -> {
                List<String> values = plan.target().subsets().getOrDefault(key, List.of());
                if (!values.isEmpty() && !values.contains(value)) {
                    warn(
                            NetworkingFinding.SUBSET_WITHOUT_WORKLOAD,
                            demand.policy(),
                            "spec.trafficShift",
                            "sends to subset " + demand.subset() + " of service " + demand.service()
                                    + ", but its workloads have " + key + "=" + String.join(" or ", values));
                }
            });
        }
    }

    private void routesWithoutPorts() {
        if (!plan.target().ports().isEmpty()) {
            return;
        }
        plan.decision().routes().stream()
                .flatMap(route -> route.actions().stream())
                .map(Owned::policy)
                .distinct()
                .forEach(policy -> warn(
                        NetworkingFinding.SERVICE_WITHOUT_PORTS,
                        policy,
                        "",
                        "has no effect on service " + plan.target().service() + ", which has no ports"));
    }

    private void shadowedRoutes() {
        VirtualServices.shadowed(plan)
                .forEach((policy, takers) -> warn(
                        NetworkingFinding.ROUTE_SHADOWED,
                        policy,
                        "spec.httpRequestMatchers",
                        "has a route on service " + plan.target().service()
                                + " that gets no requests; all are taken by that of TrafficPolicy "
                                + takers.stream().map(Ref::toString).collect(Collectors.joining(", "))));
    }

    private void warn(NetworkingFinding code, Ref policy, String field, String message) {
        findings.add(Finding.of(code, Subjects.trafficPolicy(policy), message)
                .onTarget(plan.target().ref().key())
                .onCluster(plan.target().service().cluster())
                .at(field));
    }
}
