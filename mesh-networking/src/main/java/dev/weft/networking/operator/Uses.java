// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What our objects lead to, those that are there and those that are on their way. It follows from what they say, on whichever cluster, so
 * that a process that begins anew knows it as well. What nothing leads to any more counts as used for a while: proxies take it in at
 * different times (house rule 3.18).
 */
final class Uses {

    private static final Pattern ASKED_FOR = Pattern.compile("outbound_\\.\\d+_\\.(?<subset>[^_]*)_\\.(?<host>.+)");

    /** The kinds of which objects may lead somewhere. */
    static final List<GroupKind> KINDS =
            List.of(IstioKinds.VIRTUAL_SERVICE, IstioKinds.DESTINATION_RULE, IstioKinds.SERVICE_ENTRY);

    private static final String HOST = "host";
    private static final String CLUSTER = "cluster";

    private final Duration settle;
    private final Map<Route, Set<Use>> uses = new HashMap<>();
    private final Map<Use, Set<Route>> routes = new HashMap<>();
    /** Until when something counts as used that nothing leads to any more. */
    private final Map<Use, Settling> settling = new HashMap<>();

    private final Map<Way, Ends> ways = new HashMap<>();
    /** The way that an object is an end of. */
    private final Map<Route, Way> wayOf = new HashMap<>();

    /** @param sent whether the object is on its way, and not there yet */
    private record Route(ObjectId id, boolean sent) {}

    /** @param last what led there last */
    private record Settling(Instant until, ObjectId last) {}

    /** How a host is called from a cluster. */
    private record Way(String cluster, String host) {}

    /** What gateways are asked for; of which cluster, where a rule says so. */
    private record Asked(String name, String subset, String cluster) {}

    /**
     * Both ends of a way.
     *
     * @param entries clusters whose gateways ServiceEntries lead to
     * @param rules what DestinationRules have proxies ask there
     */
    private record Ends(Map<Route, Set<String>> entries, Map<Route, Set<Asked>> rules) {
        Ends() {
            this(new HashMap<>(), new HashMap<>());
        }

        boolean isEmpty() {
            return entries.isEmpty() && rules.isEmpty();
        }
    }

    Uses(Duration settle) {
        this.settle = settle;
    }

    /**
     * An object is there in this form, or on its way.
     *
     * @param spec empty when it is not, or is somebody else's
     */
    void lead(ObjectId id, boolean sent, Optional<JsonNode> spec, Instant now) {
        Route route = new Route(id, sent);
        if (id.kind().equals(IstioKinds.VIRTUAL_SERVICE)) {
            set(route, spec.map(said -> ofRoutes(id.cluster(), said)).orElse(Set.of()), now);
        } else if (id.kind().equals(IstioKinds.DESTINATION_RULE)) {
            Set<Asked> asked = spec.map(Uses::asked).orElse(Set.of());
            set(route, ofSubsets(asked), now);
            leaveWay(route, now);
            if (!asked.isEmpty()) {
                Way way = new Way(id.cluster(), spec.orElseThrow().path(HOST).asText(""));
                enter(route, way).rules().put(route, asked);
                reconsider(way, now);
            }
        } else if (id.kind().equals(IstioKinds.SERVICE_ENTRY)) {
            Way before = wayOf.get(route);
            Optional<Way> way = spec.map(
                    said -> new Way(id.cluster(), said.path("hosts").path(0).asText("")));
            if (before != null && !way.equals(Optional.of(before))) {
                leaveWay(route, now);
                set(route, Set.of(), now);
            }
            way.ifPresent(found -> {
                enter(route, found).entries().put(route, clusters(spec.orElseThrow()));
                reconsider(found, now);
            });
        }
    }

    private Ends enter(Route route, Way way) {
        wayOf.put(route, way);
        return ways.computeIfAbsent(way, absent -> new Ends());
    }

    private void leaveWay(Route route, Instant now) {
        Way way = wayOf.remove(route);
        Ends ends = way == null ? null : ways.get(way);
        if (way != null && ends != null) {
            ends.entries().remove(route);
            ends.rules().remove(route);
            if (ends.isEmpty()) {
                ways.remove(way);
            }
            reconsider(way, now);
        }
    }

    /** What the entries of a way lead to follows from the rules beside them. */
    private void reconsider(Way way, Instant now) {
        Ends ends = ways.get(way);
        if (ends == null) {
            return;
        }
        ends.entries().forEach((route, clusters) -> {
            Set<Use> all = new HashSet<>();
            if (!clusters.isEmpty()) {
                all.add(new Use.Rule(way.cluster(), way.host()));
            }
            for (Set<Asked> rule : ends.rules().values()) {
                for (Asked asked : rule) {
                    for (String cluster : clusters) {
                        all.add(new Use.Passed(cluster, asked.name()));
                        if (!asked.subset().isEmpty() && asked.cluster().isEmpty()) {
                            all.add(new Use.Subset(cluster, asked.name(), asked.subset()));
                        }
                    }
                }
            }
            set(route, all, now);
        });
    }

    private void set(Route route, Set<Use> now, Instant time) {
        Set<Use> before = now.isEmpty() ? uses.remove(route) : uses.put(route, now);
        now.forEach(
                use -> routes.computeIfAbsent(use, absent -> new HashSet<>()).add(route));
        for (Use use : before == null ? Set.<Use>of() : before) {
            Set<Route> leading = routes.getOrDefault(use, Set.of());
            if (!now.contains(use) && leading.remove(route) && leading.isEmpty()) {
                routes.remove(use);
                settling.put(use, new Settling(time.plus(settle), route.id()));
            }
        }
    }

    /** Whether something leads there, or did so a moment ago. */
    boolean isUsed(Use use, Instant now) {
        return routes.containsKey(use) || isSettling(use, now);
    }

    private boolean isSettling(Use use, Instant now) {
        Settling known = settling.get(use);
        return known != null && now.isBefore(known.until());
    }

    /** The objects that lead there, or did so last and a moment ago. */
    Set<ObjectId> leadingTo(Use use, Instant now) {
        Set<ObjectId> leading = new TreeSet<>();
        routes.getOrDefault(use, Set.of()).forEach(route -> leading.add(route.id()));
        Settling known = settling.get(use);
        if (known != null && leading.isEmpty() && now.isBefore(known.until())) {
            leading.add(known.last());
        }
        return leading;
    }

    void expire(Instant now) {
        settling.values().removeIf(known -> !now.isBefore(known.until()));
    }

    /** When something stops to count as used although nothing happens. */
    Optional<Instant> settled() {
        return settling.values().stream().map(Settling::until).min(Comparator.naturalOrder());
    }

    /** Destinations of routes and of mirrors, of every protocol. */
    private static Set<Use> ofRoutes(String cluster, JsonNode spec) {
        Set<Use> uses = new HashSet<>();
        for (JsonNode destination : spec.findParents(HOST)) {
            if (destination.path(HOST).isTextual()) {
                String host = destination.path(HOST).asText();
                uses.add(new Use.Entry(cluster, host));
                if (destination.has("subset")) {
                    uses.add(new Use.Subset(
                            cluster, host, destination.path("subset").asText("")));
                }
            }
        }
        return uses;
    }

    private static Set<Use> ofSubsets(Set<Asked> asked) {
        Set<Use> uses = new HashSet<>();
        asked.stream()
                .filter(one -> !one.subset().isEmpty() && !one.cluster().isEmpty())
                .forEach(one -> uses.add(new Use.Subset(one.cluster(), one.name(), one.subset())));
        return uses;
    }

    /** What a rule has proxies ask gateways for. */
    private static Set<Asked> asked(JsonNode spec) {
        Set<Asked> asked = new HashSet<>();
        asked(spec.path("trafficPolicy"), "", asked);
        for (JsonNode subset : spec.path("subsets")) {
            asked(subset, subset.path("labels").path(CLUSTER).asText(""), asked);
        }
        return asked;
    }

    private static void asked(JsonNode where, String cluster, Set<Asked> asked) {
        for (JsonNode sni : where.findValues("sni")) {
            Matcher name = ASKED_FOR.matcher(sni.asText(""));
            if (name.matches()) {
                asked.add(new Asked(name.group(HOST), name.group("subset"), cluster));
            }
        }
    }

    private static Set<String> clusters(JsonNode spec) {
        Set<String> clusters = new HashSet<>();
        for (JsonNode endpoint : spec.path("endpoints")) {
            String cluster = endpoint.path("labels").path(CLUSTER).asText("");
            if (!cluster.isEmpty()) {
                clusters.add(cluster);
            }
        }
        return clusters;
    }
}
