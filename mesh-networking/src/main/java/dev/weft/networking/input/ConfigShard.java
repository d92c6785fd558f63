// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mesh configuration objects of one namespace of one cluster, ordered by id. */
public final class ConfigShard {

    public static final ConfigShard EMPTY = of(List.of());

    private final List<ConfigFact> objects;
    private final Map<ObjectId, ConfigFact> byId = new HashMap<>();

    private ConfigShard(List<ConfigFact> objects) {
        this.objects = objects;
        objects.forEach(object -> byId.put(object.id(), object));
    }

    public static ConfigShard of(List<ConfigFact> objects) {
        return new ConfigShard(objects.stream().sorted().toList());
    }

    public List<ConfigFact> objects() {
        return objects;
    }

    public Optional<ConfigFact> of(ObjectId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Gateways that pass requests through by name, by cluster, which is one. */
    public Map<String, List<ConfigFact>> passthroughs() {
        Map<String, List<ConfigFact>> byCluster = new HashMap<>();
        for (ConfigFact object : objects) {
            if (object.passthrough().isPresent()) {
                byCluster
                        .computeIfAbsent(object.id().cluster(), absent -> new ArrayList<>())
                        .add(object);
            }
        }
        return byCluster;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof ConfigShard that && objects.equals(that.objects));
    }

    @Override
    public int hashCode() {
        return objects.hashCode();
    }
}
