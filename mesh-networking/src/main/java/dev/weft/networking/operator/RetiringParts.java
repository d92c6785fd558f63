// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ConfigFacts;
import dev.weft.networking.input.Passthrough;
import dev.weft.networking.rules.HostPatterns;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps what is wanted no longer and what our objects still lead to, on whichever cluster, until none has done so for a while (I3): subsets
 * in a DestinationRule, names that a Gateway lets pass, and whole objects. What is kept follows from what is there, so that a restart in
 * between changes nothing.
 */
final class RetiringParts {

    private final String owner;
    private final Uses uses;
    /** Our objects of which parts may be in use, as they are. */
    private final Map<ObjectId, There> there = new HashMap<>();
    /** What Gateways of others let pass. */
    private final Map<ObjectId, Passthrough> others = new HashMap<>();
    /** Objects that would be deleted if nothing led to them. */
    private final Set<ObjectId> leaving = new TreeSet<>();

    private final Map<ObjectId, Narrowing> narrowing = new TreeMap<>();
    /** What was wanted before anything was known of it; what is there may have parts that are in use. */
    private final Map<ObjectId, Rendered> unseen = new HashMap<>();

    /** Of one of our objects, what others may lead to. */
    private sealed interface There {
        /** @param subsets a list */
        record Rule(String host, JsonNode subsets) implements There {}

        record Entry(String host) implements There {}

        record Gateway(List<String> names) implements There {}
    }

    /** Something that is to lose parts, and the form it has until then. */
    private record Narrowing(Rendered wanted, Rendered kept) {}

    RetiringParts(String owner, Duration settle) {
        this.owner = owner;
        this.uses = new Uses(settle);
    }

    void observe(RawObject object, Instant now) {
        ObjectId id = object.id();
        boolean ours = object.metadata()
                .path("labels")
                .path(OwnerLabels.OWNER)
                .asText("")
                .equals(owner);
        uses.lead(id, false, ours ? Optional.of(object.spec()) : Optional.empty(), now);
        if (id.kind().equals(IstioKinds.GATEWAY)) {
            Optional<Passthrough> passes =
                    ours ? Optional.empty() : ConfigFacts.of(object).passthrough();
            passes.ifPresentOrElse(found -> others.put(id, found), () -> others.remove(id));
        }
        Optional<There> found = ours ? there(object) : Optional.empty();
        found.ifPresentOrElse(parts -> there.put(id, parts), () -> there.remove(id));
        Rendered wanted = found.isPresent() ? unseen.remove(id) : null;
        if (wanted != null) {
            narrowing.put(id, new Narrowing(wanted, wanted));
        }
    }

    private static Optional<There> there(RawObject object) {
        JsonNode spec = object.spec();
        if (object.id().kind().equals(IstioKinds.DESTINATION_RULE)) {
            return Optional.of(new There.Rule(
                    spec.path("host").asText(""), spec.path("subsets").deepCopy()));
        }
        if (object.id().kind().equals(IstioKinds.SERVICE_ENTRY)) {
            return Optional.of(new There.Entry(spec.path("hosts").path(0).asText("")));
        }
        return object.id().kind().equals(IstioKinds.GATEWAY)
                ? Optional.of(new There.Gateway(names(spec)))
                : Optional.empty();
    }

    private static List<String> names(JsonNode spec) {
        List<String> names = new ArrayList<>();
        for (JsonNode server : spec.path("servers")) {
            server.path("hosts").forEach(host -> names.add(host.asText("")));
        }
        return List.copyOf(names);
    }

    void vanished(ObjectId id, Instant now) {
        uses.lead(id, false, Optional.empty(), now);
        there.remove(id);
        others.remove(id);
    }

    /** What is on its way may be there any moment. */
    void sent(Write write, Instant now) {
        Rendered output = switch (write) {
            case Write.Create create -> create.output();
            case Write.Replace replace -> replace.output();
            case Write.Delete delete -> null;
            case Write.Status status -> null;
            case Write.Answer answer -> null;
        };
        if (output != null && Uses.areOf(output.id().kind())) {
            JsonNode spec = CanonicalJson.object(output.json()).path("spec");
            uses.lead(output.id(), true, Optional.of(spec), now);
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
        uses.lead(id, true, Optional.empty(), now);
    }

    private void see(ObjectId id, Optional<RawObject> object, Instant now) {
        object.ifPresentOrElse(it -> observe(it, now), () -> vanished(id, now));
    }

    /** The form in which an output is to be wanted now. */
    Rendered want(Rendered output, Instant now) {
        ObjectId id = output.id();
        boolean hasParts =
                id.kind().equals(IstioKinds.DESTINATION_RULE) || id.kind().equals(IstioKinds.GATEWAY);
        narrowing.remove(id);
        if (hasParts && !there.containsKey(id)) {
            unseen.put(id, output);
        } else {
            unseen.remove(id);
        }
        Rendered kept = switch (there.get(id)) {
            case There.Rule rule -> keeping(output, rule, now);
            case There.Gateway gateway -> keeping(output, gateway, now);
            case There.Entry entry -> output;
            case null -> output;
        };
        if (kept != output) {
            narrowing.put(id, new Narrowing(output, kept));
        }
        return kept;
    }

    void unwant(ObjectId id) {
        narrowing.remove(id);
        unseen.remove(id);
    }

    /** What is to be wanted in another form now, because of where our objects lead. */
    List<Rendered> revised(Instant now) {
        uses.expire(now);
        List<Rendered> revised = new ArrayList<>();
        for (Narrowing before : List.copyOf(narrowing.values())) {
            Rendered after = want(before.wanted(), now);
            if (!after.equals(before.kept())) {
                revised.add(after);
            }
        }
        return revised;
    }

    /** What keeps an object that nothing wants from being deleted: objects that lead to it, or did so until a moment ago. */
    List<ObjectId> leadingTo(ObjectId id, Instant now) {
        SortedSet<ObjectId> leading = new TreeSet<>();
        usesOf(id).forEach(use -> leading.addAll(uses.leadingTo(use, now)));
        if (!leading.isEmpty()) {
            leaving.add(id);
        }
        return List.copyOf(leading);
    }

    /** Objects that were not to be deleted and may be now. */
    List<ObjectId> released(Instant now) {
        uses.expire(now);
        List<ObjectId> released = leaving.stream()
                .filter(id -> usesOf(id).stream().noneMatch(use -> uses.isUsed(use, now)))
                .toList();
        released.forEach(leaving::remove);
        return released;
    }

    /** When something may go although nothing happens. */
    Optional<Instant> wakeAt() {
        return narrowing.isEmpty() && leaving.isEmpty() ? Optional.empty() : uses.settled();
    }

    /** What others need of an object that is there. */
    private List<Use> usesOf(ObjectId id) {
        List<Use> needed = new ArrayList<>();
        switch (there.get(id)) {
            case There.Rule rule -> {
                needed.add(new Use.Rule(id.cluster(), rule.host()));
                rule.subsets()
                        .forEach(subset -> needed.add(new Use.Subset(
                                id.cluster(), rule.host(), subset.path("name").asText(""))));
            }
            case There.Entry entry -> {
                needed.add(new Use.Entry(id.cluster(), entry.host()));
                // An alias, by which a gateway knows services.
                needed.add(new Use.Passed(id.cluster(), entry.host()));
            }
            case There.Gateway gateway ->
                gateway.names().stream()
                        .filter(name -> !isPassedByOthers(id.cluster(), name))
                        .forEach(name -> needed.add(new Use.Passed(id.cluster(), name)));
            case null -> {}
        }
        return needed;
    }

    /** Two Gateways that let one name pass make Envoy refuse the whole listener. */
    private boolean isPassedByOthers(String cluster, String name) {
        return others.entrySet().stream()
                .filter(other -> other.getKey().cluster().equals(cluster))
                .flatMap(other -> other.getValue().servers().stream())
                .flatMap(server -> server.hosts().stream())
                .anyMatch(pattern -> HostPatterns.covers(pattern, name));
    }

    private Rendered keeping(Rendered output, There.Rule before, Instant now) {
        ObjectNode body = CanonicalJson.object(output.json());
        ObjectNode spec = body.withObject("/spec");
        String host = spec.path("host").asText("");
        Set<String> names = new HashSet<>();
        spec.path("subsets").forEach(subset -> names.add(subset.path("name").asText("")));
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode subset : before.subsets()) {
            String name = subset.path("name").asText("");
            if (!names.contains(name) && uses.isUsed(new Use.Subset(output.id().cluster(), host, name), now)) {
                kept.add(subset);
            }
        }
        if (kept.isEmpty()) {
            return output;
        }
        spec.withArray("/subsets").addAll(kept);
        return with(body, output);
    }

    private Rendered keeping(Rendered output, There.Gateway before, Instant now) {
        ObjectNode body = CanonicalJson.object(output.json());
        SortedSet<String> names = new TreeSet<>(names(body.path("spec")));
        boolean keeps = false;
        for (String name : before.names()) {
            keeps |= uses.isUsed(new Use.Passed(output.id().cluster(), name), now)
                    && !isPassedByOthers(output.id().cluster(), name)
                    && names.add(name);
        }
        if (!keeps) {
            return output;
        }
        ArrayNode hosts = body.withArray("/spec/servers/0/hosts");
        hosts.removeAll();
        names.forEach(hosts::add);
        return with(body, output);
    }

    private static Rendered with(ObjectNode body, Rendered output) {
        byte[] json = CanonicalJson.bytes(body);
        return new Rendered(
                output.id(),
                output.apiVersion(),
                json,
                CanonicalJson.sha256(json),
                output.parents(),
                output.referents());
    }
}
