// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy asks for that the Service Mesh Interface cannot say (networking.md 5). Such a policy is refused on the target as a
 * whole: half of it would route or allow something that nobody asked for.
 */
final class SmiCheck {

    private final TargetFact target;
    private final List<PolicyError> errors = new ArrayList<>();

    private SmiCheck(TargetFact target) {
        this.target = target;
    }

    static List<PolicyError> of(TrafficPolicyFact policy, TargetFact target) {
        SmiCheck check = new SmiCheck(target);
        if (!policy.rules().sources().isEmpty()) {
            check.unsupported("spec.sourceSelector", "a TrafficSplit is for every sender");
        }
        if (!policy.rules().requests().isEmpty()) {
            check.unsupported("spec.httpRequestMatchers", "a TrafficSplit is for every request");
        }
        for (Action action : policy.rules().actions()) {
            if (action instanceof ShiftAction shift) {
                shift.destinations().forEach(check::destination);
            } else {
                check.unsupported("spec." + action.field(), "SMI has nothing for it");
            }
        }
        return check.errors;
    }

    static List<PolicyError> of(AccessPolicyFact policy, TargetFact target, Backing backing) {
        SmiCheck check = new SmiCheck(target);
        check.sources(policy.rules().sources());
        check.ports(policy.rules(), backing);
        for (int i = 0; i < policy.rules().paths().size(); i++) {
            if (policy.rules().paths().get(i).contains("{")) {
                check.unsupported("spec.allowedPaths[" + i + "]", "a path template is Istio's");
            }
        }
        check.backing(backing);
        return check.errors;
    }

    private void destination(ShiftAction.Weighted weighted) {
        if (weighted.headers().isPresent()) {
            unsupported(weighted.field() + ".headerManipulation", "a TrafficSplit changes no headers");
        }
        switch (weighted.to()) {
            case ShiftAction.To.Failover to ->
                unsupported(weighted.field() + ".failoverService", "a TrafficSplit sends to Services");
            case ShiftAction.To.Service to -> {
                String field = weighted.field() + ".kubeService";
                DestinationRef service = to.service();
                if (!service.cluster().equals(target.service().cluster())) {
                    unsupported(field + ".clusterName", "a TrafficSplit does not leave its cluster");
                }
                if (!service.namespace().equals(target.service().namespace())) {
                    unsupported(field + ".namespace", "a TrafficSplit does not leave its namespace");
                }
                if (!to.subset().isEmpty()) {
                    unsupported(field + ".subset", "a TrafficSplit sends to whole Services; make one for the subset");
                }
                if (to.port().isPresent()) {
                    unsupported(field + ".port", "a TrafficSplit keeps the port of the request");
                }
            }
        }
    }

    /**
     * Connections and requests are let through by different means: a connection by its source and port, a request by its source and path.
     * All policies for a service account count together. So ports can be told apart only where no request is looked into, and a policy
     * about requests would open every TCP port of the account.
     */
    private void ports(AccessRules rules, Backing backing) {
        boolean isTcp =
                !target.ports().isEmpty() && target.ports().stream().allMatch(ServicePort::isTcpOnOpenServiceMesh);
        if (!isTcp && !rules.ports().isEmpty()) {
            unsupported(
                    "spec.allowedPorts",
                    "it tells ports apart only where all ports of the Service are TCP, by appProtocol or by a name such as tcp-db");
        }
        if (backing.tcpPorts().isEmpty()) {
            return;
        }
        String why = isTcp
                ? "none of its ports is HTTP, so every connection would be allowed"
                : "every connection to a TCP port of the same service account would be allowed too: "
                        + String.join(", ", backing.tcpPorts());
        if (!rules.paths().isEmpty()) {
            unsupported("spec.allowedPaths", why);
        }
        if (!rules.methods().isEmpty()) {
            unsupported("spec.allowedMethods", why);
        }
    }

    /** An empty selector means everyone; to SMI no source means no one (BUG-52). */
    private void sources(List<IdentitySelector> sources) {
        if (sources.isEmpty()) {
            unsupported(
                    "spec.sourceSelector", "without it everyone is meant, and SMI allows named service accounts only");
        }
        for (int i = 0; i < sources.size(); i++) {
            String field = "spec.sourceSelector[" + i + "]";
            IdentitySelector source = sources.get(i);
            if (source.isAnyone()) {
                unsupported(field, "everyone is meant, and SMI allows named service accounts only");
            }
            if (!source.clusters().isEmpty() || !source.namespaces().isEmpty()) {
                unsupported(field + ".kubeIdentityMatcher", "SMI allows named service accounts only");
            }
            for (int account = 0; account < source.accounts().size(); account++) {
                String cluster = source.accounts().get(account).cluster();
                if (!cluster.equals(target.service().cluster())) {
                    unsupported(
                            field + ".kubeServiceAccountRefs.serviceAccounts[" + account + "].clusterName",
                            "SMI knows the service accounts of its own cluster only, not of \"" + cluster + "\"");
                }
            }
        }
    }

    private void backing(Backing backing) {
        if (backing.accounts().isEmpty() && backing.unreadable().isEmpty()) {
            errors.add(
                    new PolicyError(
                            NetworkingFinding.NO_BACKING_WORKLOADS,
                            "spec.destinationSelector",
                            "selects service " + target.service()
                                    + ", behind which no workload is known, so there is no service account to allow access to"));
        } else if (backing.accounts().size() > 1) {
            errors.add(new PolicyError(
                    NetworkingFinding.SEVERAL_SERVICE_ACCOUNTS,
                    "spec.destinationSelector",
                    "selects service " + target.service() + ", whose workloads run as "
                            + backing.accounts().size() + " service accounts: "
                            + String.join(", ", backing.accounts())));
        }
    }

    private void unsupported(String field, String reason) {
        errors.add(new PolicyError(
                NetworkingFinding.UNSUPPORTED_BY_MESH,
                field,
                "is not possible on service " + target.service() + " of Open Service Mesh: " + reason));
    }
}
