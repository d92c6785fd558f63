// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Our objects to which others may lead, as they are, and which of them stand for each other: one need not stay for those that another one
 * serves as well.
 */
final class Successors {

    private final Duration settle;
    private final Predicate<ObjectId> isInEffect;
    private final Map<ObjectId, Standing> standing = new HashMap<>();
    private final Map<Place, Set<ObjectId>> places = new HashMap<>();
    private final Map<ObjectId, Rendered> wanted = new HashMap<>();
    /** Of what is wanted, as far as somebody has asked. */
    private final Map<ObjectId, Parts> wantedParts = new HashMap<>();
    /** When an answer becomes another one although nothing happens. */
    private @Nullable Instant wakeAt;

    /**
     * @param form tells forms apart
     * @param since when it was first seen in this form
     */
    private record Standing(Parts parts, int form, Instant since) {}

    /** Where objects can stand for each other. */
    private record Place(String cluster, GroupKind kind, String host) {
        static Place of(ObjectId id, Parts parts) {
            return new Place(id.cluster(), id.kind(), parts.host());
        }
    }

    /** @param isInEffect whether an output is there in the form in which it is wanted */
    Successors(Duration settle, Predicate<ObjectId> isInEffect) {
        this.settle = settle;
        this.isInEffect = isInEffect;
    }

    /** One of our objects is there; nothing is kept of it when nothing leads to its kind. */
    Optional<Parts> observe(ObjectId id, JsonNode spec, Instant now) {
        Optional<Parts> found = Parts.of(id.kind(), spec);
        Standing before = standing.get(id);
        int form = spec.hashCode();
        Instant since = before != null && before.form() == form ? before.since() : now;
        vanished(id);
        found.ifPresent(parts -> {
            standing.put(id, new Standing(parts, form, since));
            places.computeIfAbsent(Place.of(id, parts), absent -> new HashSet<>())
                    .add(id);
        });
        return found;
    }

    void vanished(ObjectId id) {
        Standing before = standing.remove(id);
        if (before != null) {
            places.computeIfPresent(
                    Place.of(id, before.parts()), (place, there) -> there.remove(id) && there.isEmpty() ? null : there);
        }
    }

    /** What is there of an object; null when it is not there, or not ours. */
    @Nullable
    Parts there(ObjectId id) {
        Standing known = standing.get(id);
        return known == null ? null : known.parts();
    }

    void want(Rendered output) {
        wanted.put(output.id(), output);
        wantedParts.remove(output.id());
    }

    void unwant(ObjectId id) {
        wanted.remove(id);
        wantedParts.remove(id);
    }

    private @Nullable Parts wanted(ObjectId id) {
        Rendered output = wanted.get(id);
        return output == null
                ? null
                : wantedParts.computeIfAbsent(
                        id,
                        absent -> Parts.of(
                                        id.kind(),
                                        CanonicalJson.object(output.json()).path("spec"))
                                .orElse(null));
    }

    /**
     * Whether those that lead to an object are served by another one, which is to stay.
     *
     * @param leading objects that do so
     */
    boolean serve(ObjectId old, Use use, Supplier<? extends Collection<ObjectId>> leading, Instant now) {
        Standing before = standing.get(old);
        if (before == null) {
            return false;
        }
        boolean serves = false;
        for (ObjectId id : places.getOrDefault(Place.of(old, before.parts()), Set.of())) {
            Standing found = standing.get(id);
            Parts parts = found == null || id.equals(old) ? null : wanted(id);
            // What the other one only keeps for a while may go for the sake of this one.
            if (found != null && parts != null && found.parts().serve(use) && parts.serve(use)) {
                serves |= hasTakenOver(before.parts(), found, leading, now);
            }
        }
        return serves;
    }

    private boolean hasTakenOver(
            Parts old, Standing found, Supplier<? extends Collection<ObjectId>> leading, Instant now) {
        if (!(old instanceof Parts.Gateway gateway) || !(found.parts() instanceof Parts.Gateway other)) {
            return hasSettled(found, now);
        }
        // Of Gateways for the same pods Istio has at most one let a name pass. It hears of both in the order in which
        // they are written, so there is nothing to wait for.
        if (gateway.isBeside(other)) {
            return true;
        }
        // Other pods, at other addresses: these have to be in what leads there.
        boolean areLed = hasSettled(found, now);
        for (ObjectId id : leading.get()) {
            Standing entry = standing.get(id);
            areLed &= entry != null && hasSettled(entry, now) && isInEffect.test(id);
        }
        return areLed;
    }

    private boolean hasSettled(Standing found, Instant now) {
        Instant settled = found.since().plus(settle);
        if (!now.isBefore(settled)) {
            return true;
        }
        wakeAt = wakeAt == null || settled.isBefore(wakeAt) ? settled : wakeAt;
        return false;
    }

    /** Everything is asked anew. */
    void begin() {
        wakeAt = null;
    }

    Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }
}
