// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All FailoverServices, decided together with the policies of the services behind them. Each needs an accepted TrafficPolicy with outlier
 * detection on every service behind it (BUG-1), and a policy that sends to a FailoverService needs that one to be accepted (BUG-27). So the
 * walk begins with all that are valid by themselves, and removes those that lack something until none does (house.md 3.10): the set only
 * shrinks, so it ends, and what is left has all it needs.
 */
public final class FailoverServices {

    private final SortedMap<Ref, FailoverDecision> decisions = new TreeMap<>();
    private final Function<DestinationRef, Ejection> ejections;
    private final SortedSet<Ref> valid = new TreeSet<>();
    private final SortedSet<Ref> accepted = new TreeSet<>();

    private FailoverServices(Function<DestinationRef, Ejection> ejections) {
        this.ejections = ejections;
    }

    /**
     * @param alone each as it is by itself
     * @param ejections what the policies of services behind them say
     */
    public static SortedMap<Ref, FailoverDecision> decide(
            Collection<FailoverDecision> alone, Function<DestinationRef, Ejection> ejections) {
        FailoverServices services = new FailoverServices(ejections);
        for (FailoverDecision decision : alone) {
            services.decisions.put(decision.ref(), decision);
            if (decision.isAccepted()) {
                services.valid.add(decision.ref());
            }
        }
        services.accepted.addAll(services.valid);
        services.shrink();
        // One that is refused for another reason is told what it lacks besides.
        alone.stream()
                .filter(decision -> decision.premise() instanceof Premise.Sound && !decision.isAccepted())
                .forEach(decision -> services.tell(decision, services.round()));
        return services.decisions;
    }

    private void shrink() {
        boolean isStable = false;
        while (!isStable) {
            Function<DestinationRef, Ejection> now = round();
            List<FailoverDecision> removed = new ArrayList<>();
            for (Ref ref : accepted) {
                FailoverDecision decision = decision(ref);
                if (!lacks(decision, now).isEmpty() || !untold(decision, now).isEmpty()) {
                    removed.add(decision);
                }
            }
            for (FailoverDecision decision : removed) {
                accepted.remove(decision.ref());
                tell(decision, now);
            }
            isStable = removed.isEmpty();
        }
    }

    private void tell(FailoverDecision decision, Function<DestinationRef, Ejection> now) {
        List<PolicyError> lacks = lacks(decision, now);
        List<PolicyError> untold = untold(decision, now);
        if (!lacks.isEmpty()) {
            decisions.put(decision.ref(), decision.and(lacks));
        } else if (!untold.isEmpty() && decision.isAccepted()) {
            decisions.put(
                    decision.ref(),
                    new FailoverDecision(decision.service(), new Premise.Unresolved(untold), List.of()));
        }
    }

    /** What is said of a service while exactly {@link #accepted} are accepted; each service is asked once. */
    private Function<DestinationRef, Ejection> round() {
        Map<DestinationRef, Ejection> asked = new HashMap<>();
        return service -> asked.computeIfAbsent(service, this::now);
    }

    private Ejection now(DestinationRef service) {
        Ejection ejection = ejections.apply(service);
        if (!(ejection instanceof Ejection.Depends depends)) {
            return ejection;
        }
        SortedMap<Ref, FailoverOffer> offers = new TreeMap<>(depends.input().failoverServices());
        offers.replaceAll((ref, offer) -> valid.contains(ref) ? offer.as(decision(ref)) : offer);
        return Ejection.decided(depends.input().with(offers));
    }

    private static List<PolicyError> lacks(FailoverDecision decision, Function<DestinationRef, Ejection> now) {
        List<PolicyError> lacks = new ArrayList<>();
        for (FailoverRules.Backing backing : decision.service().rules().backings()) {
            if (now.apply(backing.service()) instanceof Ejection.No) {
                lacks.add(new PolicyError(
                        NetworkingFinding.OUTLIER_DETECTION_MISSING,
                        backing.field(),
                        "no accepted TrafficPolicy sets outlierDetection on service " + backing.service()
                                + ", so nobody would notice that it fails"));
            }
        }
        return lacks;
    }

    private static List<PolicyError> untold(FailoverDecision decision, Function<DestinationRef, Ejection> now) {
        List<PolicyError> untold = new ArrayList<>();
        for (FailoverRules.Backing backing : decision.service().rules().backings()) {
            if (now.apply(backing.service()) instanceof Ejection.Unknown unknown) {
                untold.add(new PolicyError(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        backing.field(),
                        "whether a TrafficPolicy sets outlierDetection on service " + backing.service()
                                + " cannot be told: " + unknown.reason().message(),
                        backing.service().cluster()));
            }
        }
        return untold;
    }

    private FailoverDecision decision(Ref ref) {
        FailoverDecision decision = decisions.get(ref);
        if (decision == null) {
            throw new IllegalStateException("no FailoverService " + ref);
        }
        return decision;
    }
}
