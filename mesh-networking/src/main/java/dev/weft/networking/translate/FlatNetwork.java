// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.EndpointFact;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.rules.LabelCheck;
import dev.weft.networking.translate.istio.mesh.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

        /**
         * These, in the order of discovery; none while none is ready.
         *
         * @param leftOut what keeps others from being called, one phrase for each reason, with how many they are
         */
        record Pods(List<Way.Pod> pods, List<String> leftOut) implements Answer {
            public Pods {
                pods = List.copyOf(pods);
                leftOut = List.copyOf(leftOut);
            }
        }

        /** They cannot be told, and whoever calls them needs a gateway. */
        record Unfit(String why) implements Answer {}

        /** None is known, and nobody knows whether there are any. */
        record Unknown(String why) implements Answer {}
    }

    private static final String UNLABELLED = "nobody knows the labels of its pods";

    private FlatNetwork() {}

    /**
     * A pod that cannot be called does not keep others from it.
     *
     * @param ports of the service at which the pods are to be called
     * @param hasGateway whether who calls can do without pods
     * @param unreadable why pods may be missing, where any may
     */
    static Answer pods(
            TargetFact target,
            Collection<ServicePort> ports,
            GatewayAddressRules addresses,
            boolean hasGateway,
            Optional<String> unreadable) {
        if (target.endpoints().isEmpty() && unreadable.isPresent()) {
            return new Answer.Unknown(unreadable.get());
        }
        Map<String, Way.Pod> pods = new LinkedHashMap<>();
        Map<String, String> objections = new LinkedHashMap<>();
        for (EndpointFact endpoints : target.endpoints()) {
            SortedMap<Integer, Integer> listening = new TreeMap<>();
            Optional<String> lack = Optional.empty();
            for (ServicePort port : ports) {
                Optional<EndpointFact.Port> found = endpoints.ports().stream()
                        .filter(candidate -> candidate.name().equals(port.name()))
                        .findFirst();
                found.ifPresent(it -> listening.put(port.number(), it.number()));
                if (found.isEmpty() && lack.isEmpty()) {
                    lack = Optional.of("nobody knows at which port they answer for port " + port.number());
                }
            }
            for (EndpointFact.Pod pod : endpoints.pods()) {
                Optional<String> objection = lack.or(() -> addresses
                        .objection(target.service().cluster(), pod.address())
                        .map(why -> "address " + pod.address() + " " + why));
                if (objection.isPresent()) {
                    objections.putIfAbsent(pod.address(), objection.get());
                } else {
                    pods.putIfAbsent(
                            pod.address(),
                            new Way.Pod(
                                    pod.address(),
                                    listening,
                                    usable(pod.labels().values())));
                }
            }
        }
        objections.keySet().removeAll(pods.keySet());
        List<String> leftOut = counted(objections.values(), pods.size() + objections.size());
        if (pods.isEmpty() && !objections.isEmpty()) {
            return new Answer.Unfit("none of its pods can be called straight: " + String.join("; ", leftOut));
        }
        if (pods.size() <= MOST_PODS) {
            return new Answer.Pods(List.copyOf(pods.values()), leftOut);
        }
        String tooMany = "it has more than " + MOST_PODS + " pods";
        if (hasGateway) {
            return new Answer.Unfit(tooMany);
        }
        leftOut.add(pods.size() - MOST_PODS + " of " + (pods.size() + objections.size()) + " pods (" + tooMany
                + ", which one object would not hold)");
        return new Answer.Pods(some(List.copyOf(pods.values())), leftOut);
    }

    private static List<String> counted(Collection<String> objections, int all) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        objections.forEach(objection -> counts.merge(objection, 1, Integer::sum));
        List<String> counted = new ArrayList<>();
        counts.forEach((objection, count) -> counted.add(count + " of " + all + " pods (" + objection + ")"));
        return counted;
    }

    /** As many as are called at most; of each set of labels about the same number, so that no subset is left without. */
    private static List<Way.Pod> some(List<Way.Pod> pods) {
        Map<SortedMap<String, String>, Deque<Way.Pod>> byLabels = new LinkedHashMap<>();
        pods.forEach(pod -> byLabels.computeIfAbsent(pod.labels(), absent -> new ArrayDeque<>())
                .add(pod));
        Set<Way.Pod> chosen = new HashSet<>();
        while (chosen.size() < MOST_PODS) {
            byLabels.values().stream()
                    .filter(left -> !left.isEmpty())
                    .limit(MOST_PODS - chosen.size())
                    .map(Deque::remove)
                    .toList()
                    .forEach(chosen::add);
        }
        return pods.stream().filter(chosen::contains).toList();
    }

    /** Why a gateway would tell subsets apart better than the labels of pods do. */
    static Optional<String> notToldApart(List<Way.Pod> pods, Collection<SortedMap<String, String>> subsets) {
        if (!subsets.isEmpty() && pods.stream().anyMatch(pod -> pod.labels().isEmpty())) {
            return Optional.of(UNLABELLED + ", by which subsets are told apart");
        }
        return subsets.stream()
                .flatMap(subset -> objection(subset, true).stream())
                .findFirst()
                .map(why -> "a policy sends to a subset by " + why);
    }

    /**
     * Why no pods can be chosen by the labels of a subset.
     *
     * @param areLabelsKnown whether the labels of any pod are
     */
    static Optional<String> objection(SortedMap<String, String> subset, boolean areLabelsKnown) {
        return subset.keySet().stream()
                .filter(FlatNetwork::isIstios)
                .findFirst()
                .map(key -> "label " + key + ", which would mean something else to the callers' Istio")
                .or(() -> areLabelsKnown ? Optional.empty() : Optional.of("labels, but " + UNLABELLED));
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
