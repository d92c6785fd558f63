// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ConfigFacts;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.Passthrough;
import dev.weft.networking.input.Scope;
import dev.weft.networking.policy.FailoverCheck;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.LedgerRules;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is wanted no longer and what our objects still lead to, on whichever cluster, until none has done so for a while (I3): subsets
 * in a DestinationRule, names that a Gateway lets pass, and whole objects. What is kept follows from what is there, so that a restart in
 * between changes nothing.
 */
final class RetiringParts {

    /** How many of those that lead to an object are named. */
    private static final int MOST_NAMED = 20;
    /** How long a watch may take to show what no answer has told. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(30);

    private final Scope scope;
    private final Uses uses;
    private final Successors ours;
    /** What Gateways of others let pass. */
    private final Map<ObjectId, Passthrough> others = new HashMap<>();
    /** Objects that would be deleted if nothing led to them. */
    private final Set<ObjectId> leaving = new TreeSet<>();

    private final Map<ObjectId, Narrowing> narrowing = new TreeMap<>();
    /** What was wanted before anything was known of it; what is there may have parts that are in use. */
    private final Map<ObjectId, Rendered> unseen = new HashMap<>();
    /** Objects of which a write had no answer, and until when they may be in the form that was sent. */
    private final Map<ObjectId, Instant> unanswered = new TreeMap<>();

    private Surroundings surroundings = Surroundings.NONE;

    /**
     * What does not follow from objects on the clusters.
     *
     * @param unread clusters of which it is not known what is there, each with its KubernetesCluster
     * @param silent clusters of which it is not known what is there now, {@code unread} ones included
     * @param meshes all of them
     */
    record Surroundings(SortedMap<String, ObjectId> unread, Set<String> silent, Collection<MeshFact> meshes) {

        static final Surroundings NONE = new Surroundings(new TreeMap<>(), Set.of(), List.of());
    }

    /** Something that is to lose parts, and the form it has until then. */
    private record Narrowing(Rendered wanted, Rendered kept) {}

    /** @param isInEffect whether an output is there in the form in which it is wanted */
    RetiringParts(Scope scope, Duration settle, Predicate<ObjectId> isInEffect) {
        this.scope = scope;
        this.uses = new Uses(settle);
        this.ours = new Successors(settle, isInEffect);
    }

    void observe(RawObject object, Instant now) {
        ObjectId id = object.id();
        JsonNode labels = object.metadata().path("labels");
        boolean isOurs = OwnerLabels.holder(
                        scope.installNamespace(),
                        scope.plane(),
                        labels.path(OwnerLabels.OWNER).asText(""),
                        labels.path(OwnerLabels.PLANE).asText(""))
                .isEmpty();
        uses.lead(id, false, isOurs ? Optional.of(object.spec()) : Optional.empty(), now);
        certain(id, now);
        if (id.kind().equals(IstioKinds.GATEWAY)) {
            Optional<Passthrough> passes =
                    isOurs ? Optional.empty() : ConfigFacts.of(object).passthrough();
            passes.ifPresentOrElse(found -> others.put(id, found), () -> others.remove(id));
        }
        if (!isOurs) {
            ours.vanished(id);
        } else if (ours.observe(id, object.spec(), now).isPresent()) {
            Rendered wanted = unseen.remove(id);
            if (wanted != null) {
                narrowing.put(id, new Narrowing(wanted, wanted));
            }
        }
    }

    /** What has become of a write without an answer is known now. */
    private void certain(ObjectId id, Instant now) {
        if (unanswered.remove(id) != null) {
            uses.lead(id, true, Optional.empty(), now);
        }
    }

    void vanished(ObjectId id, Instant now) {
        uses.lead(id, false, Optional.empty(), now);
        certain(id, now);
        ours.vanished(id);
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
        if (output != null && Uses.KINDS.contains(output.id().kind())) {
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
            case Written.Result.Failed failed -> {
                // It may have taken effect, or do so yet.
                unanswered.put(id, now.plus(CONFIRMATION));
                return;
            }
            case Written.Result.NotSent notSent -> {}
        }
        unanswered.remove(id);
        uses.lead(id, true, Optional.empty(), now);
    }

    private boolean isWatched(ObjectId id) {
        return !surroundings.silent().contains(id.cluster());
    }

    /** A watch would have shown by now what had taken effect. */
    private void believe(Instant now) {
        List<ObjectId> believed = unanswered.entrySet().stream()
                .filter(waiting -> !now.isBefore(waiting.getValue()))
                .map(Map.Entry::getKey)
                .filter(this::isWatched)
                .toList();
        believed.forEach(id -> certain(id, now));
    }

    private void see(ObjectId id, Optional<RawObject> object, Instant now) {
        object.ifPresentOrElse(it -> observe(it, now), () -> vanished(id, now));
    }

    /** A pass begins. */
    void begin(Surroundings around, Instant now) {
        surroundings = around;
        uses.expire(now);
        ours.begin();
        believe(now);
    }

    /** The form in which an output is to be wanted now. */
    Rendered want(Rendered output, Instant now) {
        ObjectId id = output.id();
        boolean hasParts =
                id.kind().equals(IstioKinds.DESTINATION_RULE) || id.kind().equals(IstioKinds.GATEWAY);
        narrowing.remove(id);
        if (Parts.areOf(id.kind())) {
            ours.want(output);
        }
        Parts there = ours.there(id);
        if (hasParts && there == null) {
            unseen.put(id, output);
        } else {
            unseen.remove(id);
        }
        Rendered kept = switch (there) {
            case Parts.Rule rule -> keeping(output, rule, now);
            case Parts.Gateway gateway -> keeping(output, gateway, now);
            case Parts.Entry entry -> output;
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
        ours.unwant(id);
    }

    /** What is to be wanted in another form now, because of where our objects lead. */
    List<Rendered> revised(Instant now) {
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
    LedgerRules.Leading leadingTo(ObjectId id, Instant now) {
        Parts there = ours.there(id);
        SortedSet<ObjectId> leading = new TreeSet<>();
        for (Use use : usesOf(id, there)) {
            if (keeps(id, use, now)) {
                leading.addAll(uses.leadingTo(use, now));
                leading.addAll(unread(use));
            }
        }
        if (!leading.isEmpty()) {
            leaving.add(id);
        }
        return new LedgerRules.Leading(leading.stream().limit(MOST_NAMED).toList(), there instanceof Parts.Gateway);
    }

    /** Objects that were not to be deleted and may be now. */
    List<ObjectId> released(Instant now) {
        List<ObjectId> released = leaving.stream()
                .filter(id -> usesOf(id, ours.there(id)).stream().noneMatch(use -> keeps(id, use, now)))
                .toList();
        released.forEach(leaving::remove);
        return released;
    }

    /** When something may go although nothing happens. */
    Optional<Instant> wakeAt() {
        if (narrowing.isEmpty() && leaving.isEmpty()) {
            return Optional.empty();
        }
        return Stream.of(
                        uses.settled(),
                        ours.wakeAt(),
                        unanswered.entrySet().stream()
                                .filter(waiting -> isWatched(waiting.getKey()))
                                .map(Map.Entry::getValue)
                                .min(Comparator.naturalOrder()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** Whether a part stays for the sake of those that lead there. */
    private boolean keeps(ObjectId id, Use use, Instant now) {
        boolean isUsed = uses.isUsed(use, now);
        return (isUsed || !unread(use).isEmpty())
                && !ours.serve(id, use, () -> isUsed ? uses.leadingTo(use, now) : unread(use), now);
    }

    /** Clusters of which it is not known whether they lead there: that counts as if they did (I1). */
    private Collection<ObjectId> unread(Use use) {
        SortedMap<String, ObjectId> unread = surroundings.unread();
        return switch (use) {
            case Use.Entry entry -> only(unread.get(entry.cluster()));
            case Use.Rule rule -> only(unread.get(rule.cluster()));
            case Use.Subset subset -> unread.values();
            case Use.Passed passed -> unread.values();
        };
    }

    private static List<ObjectId> only(@Nullable ObjectId id) {
        return id == null ? List.of() : List.of(id);
    }

    /** What others need of an object that is there. */
    private List<Use> usesOf(ObjectId id, @Nullable Parts there) {
        List<Use> needed = new ArrayList<>();
        switch (there) {
            case Parts.Rule rule -> {
                needed.add(new Use.Rule(id.cluster(), rule.host()));
                rule.names().forEach(subset -> needed.add(new Use.Subset(id.cluster(), rule.host(), subset)));
            }
            case Parts.Entry entry -> {
                needed.add(new Use.Entry(id.cluster(), entry.host()));
                if (entry.host().startsWith(FailoverCheck.ALIAS)) {
                    // By which a gateway knows services.
                    needed.add(new Use.Passed(id.cluster(), entry.host()));
                }
            }
            case Parts.Gateway gateway -> {
                Predicate<String> isPassed = passedByOthers(id.cluster(), gateway);
                gateway.names().stream()
                        .filter(isPassed.negate())
                        .forEach(name -> needed.add(new Use.Passed(id.cluster(), name)));
            }
            case null -> {}
        }
        return needed;
    }

    /** What others let pass at the same pods: two Gateways that let one name pass make Envoy refuse the whole listener. */
    private Predicate<String> passedByOthers(String cluster, Parts.Gateway gateway) {
        List<Integer> ports = new ArrayList<>(gateway.ports());
        surroundings.meshes().stream()
                .filter(mesh -> mesh.cluster().equals(cluster))
                .flatMap(mesh -> mesh.gateways().stream())
                .filter(known -> known.labels().equals(gateway.selector()))
                .forEach(known -> known.addresses().forEach(address -> ports.add(address.port())));
        List<Passthrough> there = others.entrySet().stream()
                .filter(other -> other.getKey().cluster().equals(cluster))
                .map(Map.Entry::getValue)
                .filter(other -> other.mayConfigure(gateway.selector()))
                .toList();
        return name -> there.stream().anyMatch(other -> other.covers(name, ports));
    }

    private Rendered keeping(Rendered output, Parts.Rule before, Instant now) {
        if (before.subsets().isEmpty()) {
            return output; // as nearly all: nothing is to be read
        }
        ObjectNode body = CanonicalJson.object(output.json());
        ObjectNode spec = body.withObject("/spec");
        String host = spec.path("host").asText("");
        Set<String> names = new HashSet<>();
        spec.path("subsets").forEach(subset -> names.add(subset.path("name").asText("")));
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode subset : before.subsets()) {
            String name = subset.path("name").asText("");
            if (!names.contains(name)
                    && keeps(output.id(), new Use.Subset(output.id().cluster(), host, name), now)) {
                kept.add(subset);
            }
        }
        if (kept.isEmpty()) {
            return output;
        }
        spec.withArray("/subsets").addAll(kept);
        return with(body, output);
    }

    private Rendered keeping(Rendered output, Parts.Gateway before, Instant now) {
        ObjectNode body = CanonicalJson.object(output.json());
        SortedSet<String> names = new TreeSet<>(Parts.gateway(body.path("spec")).names());
        Predicate<String> isPassed = passedByOthers(output.id().cluster(), before);
        boolean isMore = false;
        for (String name : before.names()) {
            isMore |= !names.contains(name)
                    && !isPassed.test(name)
                    && keeps(output.id(), new Use.Passed(output.id().cluster(), name), now)
                    && names.add(name);
        }
        if (!isMore) {
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
