// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wants which name. Nearly every name is wanted once, so what a namespace has to look at are only those of its claims that
 * somebody else makes too: one value, which keeps its instance while nothing about it changes.
 */
final class NameRegistry implements Source<World.Part, NameRegistry.Contested> {

    /**
     * The claims of a part that are made more than once.
     *
     * @param claimants keys of all sources that want the name, smallest first
     */
    record Contested(Map<NameClaim, List<String>> claimants) {

        static final Contested NONE = new Contested(Map.of());

        Contested {
            claimants = Map.copyOf(claimants);
        }

        /** The name that the source of that key gets. */
        String settled(NameClaim claim, String key) {
            return claim.settled(key, claimants.getOrDefault(claim, List.of()));
        }
    }

    private final Map<World.Part, Map<NameClaim, List<String>>> claims = new HashMap<>();
    private final Map<NameClaim, Map<World.Part, List<String>>> claimants = new HashMap<>();
    private final Map<World.Part, Contested> contested = new HashMap<>();
    private final Set<World.Part> unsettled = new HashSet<>();

    /**
     * Replaces the claims of a part; takes effect with {@link #settle}.
     *
     * @param wanted unmodifiable
     */
    void claim(World.Part part, Map<NameClaim, List<String>> wanted) {
        Map<NameClaim, List<String>> before = claims.getOrDefault(part, Map.of());
        if (before == wanted || before.equals(wanted)) {
            return;
        }
        before.forEach((claim, keys) -> {
            if (!keys.equals(wanted.get(claim))) {
                change(claim, part, null);
            }
        });
        wanted.forEach((claim, keys) -> {
            if (!keys.equals(before.get(claim))) {
                change(claim, part, keys);
            }
        });
        unsettled.add(part);
        if (wanted.isEmpty()) {
            claims.remove(part);
        } else {
            claims.put(part, wanted);
        }
    }

    private void change(NameClaim claim, World.Part part, @Nullable List<String> keys) {
        Map<World.Part, List<String>> byPart = claimants.computeIfAbsent(claim, absent -> new HashMap<>(2));
        if (keys == null) {
            byPart.remove(part);
        } else {
            byPart.put(part, keys);
        }
        unsettled.addAll(byPart.keySet());
        if (byPart.isEmpty()) {
            claimants.remove(claim);
        }
    }

    /** Forgets the parts that are not in {@code alive}. */
    void retain(Set<World.Part> alive) {
        List<World.Part> gone =
                claims.keySet().stream().filter(part -> !alive.contains(part)).toList();
        gone.forEach(part -> claim(part, Map.of()));
    }

    /** Decides about everything that has changed since the last time. */
    void settle() {
        unsettled.forEach(part -> {
            Map<NameClaim, List<String>> open = new HashMap<>();
            claims.getOrDefault(part, Map.of()).keySet().forEach(claim -> {
                List<String> all = new ArrayList<>();
                claimants.getOrDefault(claim, Map.of()).values().forEach(all::addAll);
                if (all.size() > 1) {
                    open.put(claim, all.stream().sorted().toList());
                }
            });
            Contested before = at(part);
            Contested now = open.isEmpty() ? Contested.NONE : new Contested(open);
            if (now.equals(Contested.NONE)) {
                contested.remove(part);
            } else if (!now.equals(before)) {
                contested.put(part, now);
            }
        });
        unsettled.clear();
    }

    @Override
    public Contested at(World.Part part) {
        return contested.getOrDefault(part, Contested.NONE);
    }
}
