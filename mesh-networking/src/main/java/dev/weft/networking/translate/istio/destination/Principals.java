// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.rules.IdentitySelector;
import dev.weft.runtime.ref.DestinationRef;
import io.fabric8.istio.api.api.security.v1beta1.Source;
import io.fabric8.istio.api.api.security.v1beta1.SourceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Identities as Istio's AuthorizationPolicy names them: {@code TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT}.
 *
 * <p>In a principal of exactly five parts Istio replaces some trust domains by others (istio.io/istio {@code
 * pilot/pkg/security/trustdomain/bundle.go}), and would then allow other clusters than the policy names. Those are written in forms that
 * it takes as they are: a namespace by four parts, and an account by its end, while a condition says the trust domain by three parts.
 *
 * @param trustDomains by cluster
 * @param replaced trust domains that Istio would replace
 */
record Principals(SortedMap<String, List<String>> trustDomains, Set<String> replaced) {

    /** Namespaces without a cluster are a source of their own: Istio would AND them with principals in the same source. */
    List<Source> sources(IdentitySelector selector) {
        List<String> principals = new ArrayList<>();
        for (String cluster : selector.clusters()) {
            for (String trustDomain : of(cluster)) {
                if (selector.namespaces().isEmpty()) {
                    principals.add(anywhere(trustDomain));
                }
                String accounts = replaced.contains(trustDomain) ? "/*" : "/sa/*";
                selector.namespaces().forEach(namespace -> principals.add(trustDomain + "/ns/" + namespace + accounts));
            }
        }
        for (DestinationRef account : selector.accounts()) {
            of(account.cluster()).stream()
                    .filter(trustDomain -> !replaced.contains(trustDomain))
                    .forEach(trustDomain -> principals.add(trustDomain + end(account)));
        }
        List<Source> sources = new ArrayList<>();
        if (selector.clusters().isEmpty() && !selector.namespaces().isEmpty()) {
            sources.add(
                    new SourceBuilder().withNamespaces(selector.namespaces()).build());
        }
        if (!principals.isEmpty()) {
            sources.add(new SourceBuilder().withPrincipals(principals).build());
        }
        return sources;
    }

    /** By trust domain that Istio would replace: the accounts, which hold only together with the condition {@link #anywhere}. */
    SortedMap<String, List<String>> accountsByReplaced(List<IdentitySelector> selectors) {
        SortedMap<String, List<String>> accounts = new TreeMap<>();
        for (IdentitySelector selector : selectors) {
            for (DestinationRef account : selector.accounts()) {
                of(account.cluster()).stream()
                        .filter(replaced::contains)
                        .forEach(trustDomain -> accounts.computeIfAbsent(trustDomain, absent -> new ArrayList<>())
                                .add("*" + end(account)));
            }
        }
        return accounts;
    }

    /** Every identity of a trust domain. */
    static String anywhere(String trustDomain) {
        return trustDomain + "/ns/*";
    }

    private static String end(DestinationRef account) {
        return "/ns/" + account.namespace() + "/sa/" + account.name();
    }

    private List<String> of(String cluster) {
        List<String> ofCluster = trustDomains.get(cluster);
        if (ofCluster == null) {
            throw new IllegalStateException("no trust domain for cluster " + cluster);
        }
        return ofCluster;
    }
}
