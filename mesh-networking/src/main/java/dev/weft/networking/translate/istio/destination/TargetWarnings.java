// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
        warnings.subsetsWithoutWorkload();
        warnings.routesWithoutHttp();
        warnings.shadowedRoutes();
        warnings.requestsLeftOut();
        warnings.ambientWithoutWaypoint();
        warnings.ambientSendingElsewhere();
        return warnings.findings;
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

    /** A policy for whole namespaces meets databases too; only one that names the service means its requests. */
    private void routesWithoutHttp() {
        List<ServicePort> ports = plan.target().ports();
        if (ports.isEmpty()) {
            warnAboutRoutes(NetworkingFinding.SERVICE_WITHOUT_PORTS, "it has no ports", policiesOnRoutes());
        } else if (ports.stream().noneMatch(ServicePort::mayCarryHttp)) {
            String names = ports.stream()
                    .map(port ->
                            port.number() + " " + (port.appProtocol().isEmpty() ? port.name() : port.appProtocol()))
                    .collect(Collectors.joining(", "));
            Set<Ref> naming = policiesOnRoutes();
            naming.retainAll(policiesThatNameTheService());
            warnAboutRoutes(
                    NetworkingFinding.NO_HTTP_PORT, "Istio takes none of its ports for HTTP (" + names + ")", naming);
        }
    }

    private Set<Ref> policiesOnRoutes() {
        return plan.decision().routes().stream()
                .flatMap(route -> route.actions().stream())
                .map(Owned::policy)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Ref> policiesThatNameTheService() {
        return plan.decision().acceptedTraffic().stream()
                .filter(policy -> policy.rules()
                        .destinations()
                        .named()
                        .anyMatch(named -> named.service().equals(plan.target().service())))
                .map(policy -> policy.meta().ref())
                .collect(Collectors.toSet());
    }

    private void warnAboutRoutes(NetworkingFinding code, String why, Set<Ref> policies) {
        for (TrafficPolicyFact policy : plan.decision().acceptedTraffic()) {
            if (policies.contains(policy.meta().ref())) {
                String fields = policy.rules()
                        .routeActions()
                        .map(action -> "spec." + action.field())
                        .collect(Collectors.joining(", "));
                warn(
                        code,
                        policy.meta().ref(),
                        "",
                        "has no effect on service " + plan.target().service() + " by " + fields + ": " + why);
            }
        }
    }

    private void shadowedRoutes() {
        VirtualServices.shadowed(plan.routing())
                .forEach((policy, takers) -> warn(
                        NetworkingFinding.ROUTE_SHADOWED,
                        policy,
                        "spec.httpRequestMatchers",
                        "has a route on service " + plan.target().service()
                                + " that gets no requests; all are taken by that of TrafficPolicy "
                                + takers.stream().map(Ref::toString).collect(Collectors.joining(", "))));
    }

    private void requestsLeftOut() {
        if (plan.target().ports().stream().anyMatch(ServicePort::mayCarryHttp)
                && VirtualServices.leaveRequestsOut(plan.routing())) {
            for (Ref policy : policiesOnRoutes()) {
                warn(
                        NetworkingFinding.UNMATCHED_REQUESTS_FAIL,
                        policy,
                        "",
                        "requests to service " + plan.target().service()
                                + " that none of its routes takes are answered with 404");
            }
        }
    }

    /** What acts on requests acts at a waypoint, or in the sidecar of a caller. */
    private void ambientWithoutWaypoint() {
        boolean unserved = plan.target()
                .ambient()
                .filter(ambient -> ambient.waypoint().isEmpty())
                .isPresent();
        if (unserved) {
            plan.decision()
                    .acceptedTraffic()
                    .forEach(policy -> warn(
                            NetworkingFinding.WAYPOINT_MISSING,
                            policy.meta().ref(),
                            "",
                            "acts on callers with a sidecar only: service "
                                    + plan.target().service()
                                    + " is in Istio's ambient mode, and no waypoint serves it"));
        }
    }

    /** A waypoint does not use mutual TLS where a DestinationRule asks for it (cluster_waypoint.go), and so is refused. */
    private void ambientSendingElsewhere() {
        if (plan.target().ambient().isEmpty()) {
            return;
        }
        Asked here = plan.decision().here();
        SortedMap<Ref, SortedSet<String>> sent = new TreeMap<>();
        here.services().stream()
                .filter(service ->
                        !service.cluster().equals(plan.target().service().cluster()))
                .forEach(service -> here.policiesSendingTo(service)
                        .forEach(policy -> sent.computeIfAbsent(policy, absent -> new TreeSet<>())
                                .add("service " + service)));
        here.failoverServices()
                .forEach(failover -> here.policiesSendingTo(failover)
                        .forEach(policy -> sent.computeIfAbsent(policy, absent -> new TreeSet<>())
                                .add("FailoverService " + failover)));
        sent.forEach((policy, destinations) -> warn(
                NetworkingFinding.AMBIENT_CALLERS,
                policy,
                "",
                "sends requests of service " + plan.target().service() + ", which is in Istio's ambient mode, to "
                        + String.join(", ", destinations) + "; only callers with a sidecar get there"));
    }

    private void warn(NetworkingFinding code, Ref policy, String field, String message) {
        findings.add(Finding.of(code, Subjects.trafficPolicy(policy), message)
                .onTarget(plan.target().ref().key())
                .onCluster(plan.target().service().cluster())
                .at(field));
    }
}
