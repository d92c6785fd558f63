// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.EndpointFact;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.rules.LabelCheck;
import dev.weft.networking.translate.istio.mesh.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the pods of a service for callers that reach them without a gateway. */
final class FlatNetwork {

    /** More would not fit into one ServiceEntry, which each of them makes longer: etcd takes 1.5 MB. */
    private static final int MOST_PODS = 1000;

    /** What becomes of a search. */
    sealed interface Answer {

        /** These, in the order of discovery; none while none is ready. */
        record Pods(List<Way.Pod> pods) implements Answer {
            public Pods {
                pods = List.copyOf(pods);
            }
        }

        /** They cannot be told, and whoever calls them needs a gateway. */
        record Unfit(String why) implements Answer {}

        /** None is known, and nobody knows whether there are any. */
        record Unknown(String why) implements Answer {}
    }

    private FlatNetwork() {}

    /**
     * @param ports of the service at which the pods are to be called
     * @param subsets that are called by themselves
     * @param unreadable why pods may be missing, where any may
     */
    static Answer pods(
            TargetFact target,
            Collection<ServicePort> ports,
            Collection<SortedMap<String, String>> subsets,
            GatewayAddressRules addresses,
            Optional<String> unreadable) {
        if (target.endpoints().isEmpty() && unreadable.isPresent()) {
            return new Answer.Unknown(unreadable.get());
        }
        List<Way.Pod> pods = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (EndpointFact endpoints : target.endpoints()) {
            SortedMap<Integer, Integer> listening = new TreeMap<>();
            for (ServicePort port : ports) {
                Optional<EndpointFact.Port> found = endpoints.ports().stream()
                        .filter(candidate -> candidate.name().equals(port.name()))
                        .findFirst();
                if (found.isEmpty()) {
                    return new Answer.Unfit("nobody knows at which port its pods answer for port " + port.number());
                }
                listening.put(port.number(), found.get().number());
            }
            for (EndpointFact.Pod pod : endpoints.pods()) {
                Optional<String> objection =
                        addresses.objection(target.service().cluster(), pod.address());
                if (objection.isPresent()) {
                    return new Answer.Unfit("address " + pod.address() + " of a pod " + objection.get());
                }
                if (seen.add(pod.address())) {
                    pods.add(new Way.Pod(
                            pod.address(), listening, usable(pod.labels().values())));
                }
            }
        }
        if (pods.size() > MOST_PODS) {
            return new Answer.Unfit("it has more than " + MOST_PODS + " pods");
        }
        return notToldApart(pods, subsets).<Answer>map(Answer.Unfit::new).orElseGet(() -> new Answer.Pods(pods));
    }

    /** Why pods cannot be told apart by the labels of a subset. */
    private static Optional<String> notToldApart(List<Way.Pod> pods, Collection<SortedMap<String, String>> subsets) {
        if (subsets.isEmpty() || pods.isEmpty()) {
            return Optional.empty();
        }
        if (pods.stream().anyMatch(pod -> pod.labels().isEmpty())) {
            return Optional.of("nobody knows the labels of its pods, by which subsets are told apart");
        }
        return subsets.stream()
                .flatMap(subset -> subset.keySet().stream())
                .filter(FlatNetwork::isIstios)
                .findFirst()
                .map(key -> "a policy sends to a subset by label " + key
                        + ", which would mean something else to the callers' Istio");
    }

    /** Labels that Istio itself acts upon where they stand with an address, and ours, are left out. */
    private static SortedMap<String, String> usable(SortedMap<String, String> labels) {
        SortedMap<String, String> usable = new TreeMap<>();
        labels.forEach((key, value) -> {
            if (!isIstios(key) && LabelCheck.fits(key, value)) {
                usable.put(key, value);
            }
        });
        return usable;
    }

    private static boolean isIstios(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        boolean isOfIstio = prefix.equals("istio.io")
                // Only names the service and its revision, in metrics.
                || (prefix.endsWith(".istio.io") && !prefix.equals("service.istio.io"));
        return isOfIstio
                || prefix.equals("topology.kubernetes.io")
                || prefix.equals("failure-domain.beta.kubernetes.io")
                || prefix.equals("weft.dev")
                || key.equals("istio-locality");
    }
}
