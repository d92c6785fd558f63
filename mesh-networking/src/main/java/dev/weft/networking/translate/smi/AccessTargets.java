// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.networking.rules.AccessRules;
import dev.weft.runtime.ref.DestinationRef;
import java.util.List;

/** The SMI TrafficTarget of an AccessPolicy: who may use its HTTPRouteGroup or TCPRoute with the account behind the service. */
final class AccessTargets {

    record Spec(Account destination, List<Rule> rules, List<Account> sources) {}

    record Account(String kind, String name, String namespace) {
        static Account of(String name, String namespace) {
            return new Account("ServiceAccount", name, namespace);
        }
    }

    /** @param matches names of matches of the HTTPRouteGroup; of a TCPRoute none */
    record Rule(
            String kind,
            String name,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> matches) {}

    private AccessTargets() {}

    /**
     * @param account service account of the workloads behind the service
     * @param rule what is allowed
     */
    static Spec spec(DestinationRef service, String account, AccessRules rules, Rule rule) {
        return new Spec(
                Account.of(account, service.namespace()),
                List.of(rule),
                rules.sources().stream()
                        .flatMap(source -> source.accounts().stream())
                        .distinct()
                        .map(source -> Account.of(source.name(), source.namespace()))
                        .toList());
    }
}
