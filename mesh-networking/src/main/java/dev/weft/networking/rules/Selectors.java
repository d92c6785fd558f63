// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.IdentitySelector.KubeIdentityMatcher;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WorkloadSelector;
import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the selector lists of policies. */
final class Selectors {

    private static final String SOURCES = "spec.sourceSelector";

    private static final String DESTINATIONS = "spec.destinationSelector";

    private Selectors() {}

    static List<SourceSelector> sources(@Nullable List<@Nullable WorkloadSelector> wire, Problems problems) {
        List<WorkloadSelector> written = Wire.complete(wire, SOURCES, problems);
        List<SourceSelector> sources = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            WorkloadSelector selector = written.get(i);
            String field = SOURCES + "[" + i + "]";
            SortedMap<String, String> labels =
                    Values.sorted(Wire.labels(selector.labels(), field + ".labels", problems));
            LabelCheck.labels(labels, field + ".labels", problems);
            List<String> namespaces = Wire.strings(selector.namespaces(), field + ".namespaces", problems);
            LabelCheck.namespaces(namespaces, field + ".namespaces", problems);
            sources.add(new SourceSelector(
                    labels, namespaces, Wire.strings(selector.clusters(), field + ".clusters", problems)));
        }
        return sources;
    }

    /** @param brokenRefs receives incomplete references, which invalidate the policy as a whole */
    static Destinations destinations(
            @Nullable List<@Nullable TrafficTargetSelector> wire, Problems brokenRefs, Problems problems) {
        return destinations(wire, DESTINATIONS, brokenRefs, problems);
    }

    /**
     * @param list JSON path of the selectors inside the policy
     * @param brokenRefs receives incomplete references, which invalidate the policy as a whole
     */
    static Destinations destinations(
            @Nullable List<@Nullable TrafficTargetSelector> wire, String list, Problems brokenRefs, Problems problems) {
        List<TrafficTargetSelector> written = Wire.complete(wire, list, problems);
        List<DestinationSelector> alternatives = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            destination(written.get(i), list + "[" + i + "]", alternatives, brokenRefs, problems);
        }
        return new Destinations(wire == null || wire.isEmpty(), alternatives);
    }

    private static void destination(
            TrafficTargetSelector wire,
            String field,
            List<DestinationSelector> alternatives,
            Problems brokenRefs,
            Problems problems) {
        var matcher = wire.kubeServiceMatcher();
        var refs = wire.kubeServiceRefs();
        if (matcher == null && refs == null) {
            problems.note(field, "selects nothing: it has neither kubeServiceMatcher nor kubeServiceRefs");
        }
        if (matcher != null) {
            String at = field + ".kubeServiceMatcher";
            alternatives.add(new DestinationSelector.Matching(
                    Values.sorted(Wire.labels(matcher.labels(), at + ".labels", problems)),
                    Wire.strings(matcher.namespaces(), at + ".namespaces", problems),
                    Wire.strings(matcher.clusters(), at + ".clusters", problems)));
        }
        if (refs != null) {
            int index = 0;
            for (ClusterObjectRef service :
                    Wire.complete(refs.services(), field + ".kubeServiceRefs.services", problems)) {
                String at = field + ".kubeServiceRefs.services[" + index++ + "]";
                Wire.ref(service, at, brokenRefs)
                        .ifPresent(ref -> alternatives.add(new DestinationSelector.Named(ref, at)));
            }
        }
    }

    static List<IdentitySelector> identities(
            @Nullable List<dev.weft.api.shared.@Nullable IdentitySelector> wire, Problems problems) {
        List<IdentitySelector> identities = new ArrayList<>();
        int index = 0;
        for (dev.weft.api.shared.IdentitySelector element : Wire.complete(wire, SOURCES, problems)) {
            identities.add(identity(element, SOURCES + "[" + index++ + "]", problems));
        }
        return identities;
    }

    private static IdentitySelector identity(
            dev.weft.api.shared.IdentitySelector wire, String field, Problems problems) {
        List<String> clusters = List.of();
        List<String> namespaces = List.of();
        KubeIdentityMatcher matcher = wire.kubeIdentityMatcher();
        if (matcher != null) {
            String at = field + ".kubeIdentityMatcher";
            clusters = Wire.strings(matcher.clusters(), at + ".clusters", problems);
            namespaces = Wire.strings(matcher.namespaces(), at + ".namespaces", problems);
        }
        checkNamespaces(namespaces, field + ".kubeIdentityMatcher.namespaces", problems);
        boolean restricts = !clusters.isEmpty() || !namespaces.isEmpty();
        List<DestinationRef> accounts =
                accounts(wire.kubeServiceAccountRefs(), restricts, field + ".kubeServiceAccountRefs", problems);
        if (matcher != null && !restricts && !accounts.isEmpty()) {
            problems.note(
                    field + ".kubeIdentityMatcher",
                    "restricts nothing and is left out: only the service accounts beside it are allowed; for everyone,"
                            + " leave the accounts out");
        }
        return new IdentitySelector(clusters, namespaces, accounts);
    }

    /** @param besideMatcher whether a matcher names identities, so that no accounts need to be */
    private static List<DestinationRef> accounts(
            dev.weft.api.shared.IdentitySelector.@Nullable KubeServiceAccountRefs refs,
            boolean besideMatcher,
            String field,
            Problems problems) {
        List<DestinationRef> accounts = new ArrayList<>();
        if (refs == null) {
            return accounts;
        }
        String at = field + ".serviceAccounts";
        List<ClusterObjectRef> written = Wire.complete(refs.serviceAccounts(), at, problems);
        for (int i = 0; i < written.size(); i++) {
            Wire.ref(written.get(i), at + "[" + i + "]", problems).ifPresent(accounts::add);
        }
        List<String> names = accounts.stream().map(DestinationRef::name).toList();
        LabelCheck.accounts(withoutWildcards(names, at, problems), at, problems);
        checkNamespaces(accounts.stream().map(DestinationRef::namespace).toList(), at, problems);
        if (written.isEmpty() && !besideMatcher) {
            // Read as "anyone" this would open the service to everybody (G16).
            problems.add(field, "names no service account; name some, or leave sourceSelector out to allow everyone");
        }
        return accounts;
    }

    /** What is no name could be more than a name in the longer texts that Istio's principals are. */
    private static void checkNamespaces(List<String> names, String field, Problems problems) {
        LabelCheck.namespaces(withoutWildcards(names, field, problems), field, problems);
    }

    /** The names that have no {@code *}; the others are reported. */
    private static List<String> withoutWildcards(List<String> names, String field, Problems problems) {
        names.stream()
                .filter(name -> name.contains("*"))
                .forEach(name -> problems.add(
                        field,
                        "\"" + name
                                + "\" is not a name, and Istio would read the * in it as \"anything\"; leave the field out"
                                + " to allow all"));
        return names.stream().filter(name -> !name.contains("*")).toList();
    }
}
