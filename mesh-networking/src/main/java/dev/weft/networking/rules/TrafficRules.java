// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a TrafficPolicy says.
 *
 * @param sources empty = everyone
 * @param requests empty = every request
 * @param actions at most one of each kind, in the order in which errors about them are listed
 * @param brokenRefs incomplete destination references; the whole policy is then applied nowhere
 * @param problems what makes the policy INVALID on every target
 * @param notes what its author should know although it is accepted
 */
public record TrafficRules(
        List<SourceSelector> sources,
        Destinations destinations,
        List<HttpMatch> requests,
        List<Action> actions,
        List<Problem> brokenRefs,
        List<Problem> problems,
        List<Problem> notes) {

    public TrafficRules {
        sources = List.copyOf(sources);
        requests = List.copyOf(requests);
        actions = List.copyOf(actions);
        brokenRefs = List.copyOf(brokenRefs);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** The actions on routes. */
    public Stream<Action.OnRoute> routeActions() {
        return actions.stream().filter(Action.OnRoute.class::isInstance).map(Action.OnRoute.class::cast);
    }

    /** The actions on the host. */
    public Stream<Action.OnHost> hostActions() {
        return actions.stream().filter(Action.OnHost.class::isInstance).map(Action.OnHost.class::cast);
    }

    /** Reads a spec; whatever is wrong with it is in the result. */
    public static TrafficRules from(TrafficPolicySpec wire) {
        Problems problems = new Problems();
        Problems brokenRefs = new Problems();
        Destinations destinations = Selectors.destinations(wire.destinationSelector(), brokenRefs, problems);
        List<SourceSelector> sources = Selectors.sources(wire.sourceSelector(), problems);
        List<HttpMatch> requests = Matches.from(wire.httpRequestMatchers(), problems);
        List<Action> actions = actions(wire, problems);
        noteIgnoredConditions(sources, requests, actions, problems);
        if (actions.isEmpty() && problems.isEmpty()) {
            problems.note("spec", "sets nothing that changes traffic, so the policy has no effect");
        }
        return new TrafficRules(
                sources, destinations, requests, actions, brokenRefs.problems(), problems.problems(), problems.notes());
    }

    private static List<Action> actions(TrafficPolicySpec wire, Problems problems) {
        List<Optional<? extends Action>> actions = new ArrayList<>();
        actions.add(Optional.ofNullable(wire.corsPolicy()).map(cors -> CorsAction.from(cors, problems)));
        actions.add(Optional.ofNullable(wire.faultInjection()).flatMap(fault -> FaultAction.from(fault, problems)));
        actions.add(Optional.ofNullable(wire.headerManipulation())
                .map(change -> HeaderAction.from(change, "spec.headerManipulation", problems)));
        actions.add(Optional.ofNullable(wire.mirror()).flatMap(mirror -> MirrorAction.from(mirror, problems)));
        actions.add(Optional.ofNullable(wire.retries()).map(retries -> RetryAction.from(retries, problems)));
        actions.add(Optional.ofNullable(wire.requestTimeout()).flatMap(text -> TimeoutAction.from(text, problems)));
        actions.add(Optional.ofNullable(wire.trafficShift()).flatMap(shift -> ShiftAction.from(shift, problems)));
        actions.add(Optional.ofNullable(wire.outlierDetection()).map(outlier -> OutlierAction.from(outlier, problems)));
        actions.add(tls(wire));
        return actions.stream().<Action>flatMap(Optional::stream).toList();
    }

    /** A present {@code mtls.istio} without a mode means DISABLE, the zero value of the enum. */
    private static Optional<TlsAction> tls(TrafficPolicySpec wire) {
        if (wire.mtls() == null || wire.mtls().istio() == null) {
            return Optional.empty();
        }
        TlsAction.Mode mode = wire.mtls().istio().tlsMode() == null
                ? TlsAction.Mode.DISABLE
                : TlsAction.Mode.valueOf(wire.mtls().istio().tlsMode().name());
        return Optional.of(new TlsAction(mode));
    }

    /** A DestinationRule is per host, so conditions on senders or requests do not restrict what goes into it. */
    private static void noteIgnoredConditions(
            List<SourceSelector> sources, List<HttpMatch> requests, List<Action> actions, Problems problems) {
        boolean conditional = !requests.isEmpty()
                || sources.stream()
                        .anyMatch(source -> !source.labels().isEmpty()
                                || !source.namespaces().isEmpty());
        if (!conditional) {
            return;
        }
        for (Action action : actions) {
            if (action instanceof Action.OnHost) {
                problems.note(
                        "spec." + action.field(),
                        "applies to every request to the host: Istio knows no source or request condition for it");
            }
        }
    }
}
