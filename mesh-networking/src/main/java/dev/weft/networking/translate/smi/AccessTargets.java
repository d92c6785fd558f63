// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.rules.AccessRules;
import dev.weft.runtime.ref.DestinationRef;
import java.util.List;

/** The SMI TrafficTarget of an AccessPolicy: who may send the requests of its HTTPRouteGroup to the account behind the service. */
final class AccessTargets {

    record Spec(Account destination, List<Rule> rules, List<Account> sources) {}

    record Account(String kind, String name, String namespace) {
        static Account of(String name, String namespace) {
            return new Account("ServiceAccount", name, namespace);
        }
    }

    /** @param matches names of matches of the HTTPRouteGroup */
    record Rule(String kind, String name, List<String> matches) {}

    private AccessTargets() {}

    /**
     * @param account service account of the workloads behind the service
     * @param group name of the HTTPRouteGroup
     */
    static Spec spec(
            DestinationRef service, String account, AccessRules rules, String group, RouteGroups.Spec requests) {
        return new Spec(
                Account.of(account, service.namespace()),
                List.of(new Rule(
                        "HTTPRouteGroup",
                        group,
                        requests.matches().stream().map(RouteGroups.Match::name).toList())),
                rules.sources().stream()
                        .flatMap(source -> source.accounts().stream())
                        .distinct()
                        .map(source -> Account.of(source.name(), source.namespace()))
                        .toList());
    }
}
