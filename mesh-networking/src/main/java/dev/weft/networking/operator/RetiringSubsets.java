// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps in a DestinationRule the subsets that are wanted no longer and that our routes on the cluster still lead to, until none has done so
 * for a while (I3); a rule of another cluster that asks for a subset through a gateway is such a route. A rule that is wanted no longer at
 * all stays as long. What is kept follows from what is there, so that a restart in
 * between changes nothing.
 */
final class RetiringSubsets {

    private static final GroupKind RULE = new GroupKind("networking.istio.io", "DestinationRule");
    private static final GroupKind ROUTE = new GroupKind("networking.istio.io", "VirtualService");
    private static final String HOST = "host";
    private static final String SUBSET = "subset";
    private static final Pattern ASKED_FOR = Pattern.compile("outbound_\\.\\d+_\\.(?<subset>[^_]+)_\\.(?<host>.+)");

    private final String owner;
    private final Duration settle;
    private final Map<Route, Set<Use>> uses = new HashMap<>();
    private final Map<Use, Set<Route>> routes = new HashMap<>();
    /** Until when a subset counts as used that no route leads to any more. */
    private final Map<Use, Instant> settling = new HashMap<>();
    /** Our rules with subsets as they are. */
    private final Map<ObjectId, Rule> there = new HashMap<>();
    /** Rules that would be deleted if no route led to a subset of them. */
    private final Set<ObjectId> leaving = new TreeSet<>();

    private final Map<ObjectId, Narrowing> narrowing = new TreeMap<>();
    /** Rules that were wanted before anything of them was known; what is there may have subsets that are in use. */
    private final Map<ObjectId, Rendered> unseen = new HashMap<>();

    /** A subset that a route leads to. */
    private record Use(String cluster, String host, String subset) {}

    /** @param subsets a list */
    private record Rule(String host, JsonNode subsets) {}

    /** @param sent whether it is on its way, and not there yet */
    private record Route(ObjectId id, boolean sent) {}

    /** A rule that is to lose subsets, and the form it has until then. */
    private record Narrowing(Rendered wanted, Rendered kept) {}

    RetiringSubsets(String owner, Duration settle) {
        this.owner = owner;
        this.settle = settle;
    }

    void observe(RawObject object, Instant now) {
        boolean ours = object.metadata()
                .path("labels")
                .path(OwnerLabels.OWNER)
                .asText("")
                .equals(owner);
        ObjectId id = object.id();
        if (id.kind().equals(ROUTE) || id.kind().equals(RULE)) {
            lead(new Route(id, false), ours ? uses(id, object.spec()) : Set.of(), now);
        }
        if (id.kind().equals(RULE)) {
            if (ours && !object.spec().path("subsets").isEmpty()) {
                there.put(
                        id,
                        new Rule(
                                object.spec().path(HOST).asText(""),
                                object.spec().path("subsets").deepCopy()));
                Rendered wanted = unseen.remove(id);
                if (wanted != null) {
                    narrowing.put(id, new Narrowing(wanted, wanted));
                }
            } else {
                there.remove(id);
            }
        }
    }

    void vanished(ObjectId id, Instant now) {
        lead(new Route(id, false), Set.of(), now);
        there.remove(id);
    }

    /** A route on its way may be there any moment. */
    void sent(Write write, Instant now) {
        Rendered output = switch (write) {
            case Write.Create create -> create.output();
            case Write.Replace replace -> replace.output();
            case Write.Delete delete -> null;
            case Write.Status status -> null;
            case Write.Answer answer -> null;
        };
        if (output != null
                && (output.id().kind().equals(ROUTE) || output.id().kind().equals(RULE))) {
            JsonNode spec = CanonicalJson.object(output.json()).path("spec");
            lead(new Route(output.id(), true), uses(output.id(), spec), now);
        }
    }

    void answered(Written written, Instant now) {
        ObjectId id = written.write().id();
        switch (written.result()) {
            case Written.Result.Done done -> see(id, done.now(), now);
            case Written.Result.Overtaken overtaken -> see(id, overtaken.now(), now);
            case Written.Result.Refused refused -> {}
            case Written.Result.Failed failed -> {}
            case Written.Result.NotSent notSent -> {}
        }
        lead(new Route(id, true), Set.of(), now);
    }

    private void see(ObjectId id, Optional<RawObject> object, Instant now) {
        object.ifPresentOrElse(it -> observe(it, now), () -> vanished(id, now));
    }

    /** The form in which an output is to be wanted now. */
    Rendered want(Rendered output, Instant now) {
        narrowing.remove(output.id());
        if (output.id().kind().equals(RULE) && !there.containsKey(output.id())) {
            unseen.put(output.id(), output);
        } else {
            unseen.remove(output.id());
        }
        Rendered kept = keeping(output, now);
        if (kept != output) {
            narrowing.put(output.id(), new Narrowing(output, kept));
        }
        return kept;
    }

    void unwant(ObjectId id) {
        narrowing.remove(id);
        unseen.remove(id);
    }

    /** Rules that are to be wanted in another form now, because of where routes lead. */
    List<Rendered> revised(Instant now) {
        expire(now);
        List<Rendered> revised = new ArrayList<>();
        for (Narrowing before : List.copyOf(narrowing.values())) {
            Rendered after = want(before.wanted(), now);
            if (!after.equals(before.kept())) {
                revised.add(after);
            }
        }
        return revised;
    }

    /** Whether an output that nothing wants may be deleted: no route leads to a subset of it, and none has done so a moment ago. */
    boolean mayGo(ObjectId id) {
        boolean needed = isNeeded(id);
        if (needed) {
            leaving.add(id);
        }
        return !needed;
    }

    /** Rules that were not to be deleted and may be now. */
    List<ObjectId> released(Instant now) {
        expire(now);
        List<ObjectId> released = leaving.stream().filter(id -> !isNeeded(id)).toList();
        released.forEach(leaving::remove);
        return released;
    }

    private boolean isNeeded(ObjectId id) {
        Rule rule = there.get(id);
        if (rule == null) {
            return false;
        }
        for (JsonNode subset : rule.subsets()) {
            Use use = new Use(id.cluster(), rule.host(), subset.path("name").asText(""));
            if (routes.containsKey(use) || settling.containsKey(use)) {
                return true;
            }
        }
        return false;
    }

    private void expire(Instant now) {
        settling.values().removeIf(end -> !now.isBefore(end));
    }

    /** When a subset may go although nothing happens. */
    Optional<Instant> wakeAt() {
        return narrowing.isEmpty() && leaving.isEmpty()
                ? Optional.empty()
                : settling.values().stream().min(Comparator.naturalOrder());
    }

    private Rendered keeping(Rendered output, Instant now) {
        Rule before = there.get(output.id());
        if (before == null) {
            return output;
        }
        ObjectNode body = CanonicalJson.object(output.json());
        ObjectNode spec = body.withObject("/spec");
        ArrayNode subsets = spec.withArray("/subsets");
        Set<String> names = new HashSet<>();
        subsets.forEach(subset -> names.add(subset.path("name").asText("")));
        String host = spec.path(HOST).asText("");
        boolean keeps = false;
        for (JsonNode subset : before.subsets()) {
            String name = subset.path("name").asText("");
            if (!names.contains(name) && isUsed(new Use(output.id().cluster(), host, name), now)) {
                subsets.add(subset);
                keeps = true;
            }
        }
        if (!keeps) {
            return output;
        }
        byte[] json = CanonicalJson.bytes(body);
        return new Rendered(
                output.id(),
                output.apiVersion(),
                json,
                CanonicalJson.sha256(json),
                output.parents(),
                output.referents());
    }

    private boolean isUsed(Use use, Instant now) {
        return routes.containsKey(use) || now.isBefore(settling.getOrDefault(use, Instant.MIN));
    }

    private void lead(Route route, Set<Use> now, Instant time) {
        Set<Use> before = now.isEmpty() ? uses.remove(route) : uses.put(route, now);
        now.forEach(
                use -> routes.computeIfAbsent(use, absent -> new HashSet<>()).add(route));
        for (Use use : before == null ? Set.<Use>of() : before) {
            Set<Route> leading = routes.getOrDefault(use, Set.of());
            if (!now.contains(use) && leading.remove(route) && leading.isEmpty()) {
                routes.remove(use);
                settling.put(use, time.plus(settle));
            }
        }
    }

    private static Set<Use> uses(ObjectId id, JsonNode spec) {
        return id.kind().equals(ROUTE) ? ofRoutes(id.cluster(), spec) : ofGateways(spec);
    }

    private static Set<Use> ofRoutes(String cluster, JsonNode spec) {
        Set<Use> uses = new HashSet<>();
        // Destinations of routes and of mirrors, of every protocol.
        for (JsonNode destination : spec.findParents(SUBSET)) {
            uses.add(new Use(
                    cluster,
                    destination.path(HOST).asText(""),
                    destination.path(SUBSET).asText("")));
        }
        return uses;
    }

    /** What a rule asks for on other clusters: the subset and the host stand in the name that it has the proxies send. */
    private static Set<Use> ofGateways(JsonNode spec) {
        Set<Use> uses = new HashSet<>();
        for (JsonNode subset : spec.path("subsets")) {
            String cluster = subset.path("labels").path("cluster").asText("");
            for (JsonNode sni : subset.findValues("sni")) {
                Matcher name = ASKED_FOR.matcher(sni.asText(""));
                if (name.matches()) {
                    uses.add(new Use(cluster, name.group("host"), name.group("subset")));
                }
            }
        }
        return uses;
    }
}
