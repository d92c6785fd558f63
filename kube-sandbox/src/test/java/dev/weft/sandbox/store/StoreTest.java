// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreTest {
    private static final Key A = new Key("/things", "ns", "a");

    private static ObjectNode object(String name, int value) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Thing");
        object.putObject("metadata").put("name", name);
        return object.put("value", value);
    }

    @Test
    void revisionsGrowByOneAndStandInTheObject() {
        Store store = new Store(Journal.none(), 10);
        Stored first = store.put(A, object("a", 1));
        Stored second = store.put(A, object("a", 2));
        assertThat(second.revision()).isEqualTo(first.revision() + 1);
        assertThat(Json.at(second.tree(), "metadata", "resourceVersion")).isEqualTo(Long.toString(second.revision()));
        store.remove(A, second.tree());
        assertThat(store.revision()).isEqualTo(second.revision() + 1);
        assertThat(store.get(A)).isEmpty();
    }

    @Test
    void treesAreCopies() {
        Store store = new Store(Journal.none(), 10);
        Stored stored = store.put(A, object("a", 1));
        stored.tree().put("value", 99);
        assertThat(store.get(A).orElseThrow().tree().path("value").asInt()).isEqualTo(1);
    }

    /** Whatever happens: the list at an earlier revision is what the list was then, and a watch from there leads to now. */
    @Test
    void historyIsTrueUnderRandomWrites() {
        int cases = Integer.getInteger("cases", 20);
        for (int seed = 0; seed < cases; seed++) {
            Random random = new Random(seed);
            Store store = new Store(Journal.none(), 1000);
            List<Listing> past = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                past.add(store.list("/things", null));
                Key key = new Key("/things", "ns" + random.nextInt(2), "n" + random.nextInt(5));
                if (random.nextInt(3) > 0) {
                    store.put(key, object(key.name(), i));
                } else {
                    store.get(key).ifPresent(stored -> store.remove(key, stored.tree()));
                }
            }
            for (Listing then : past) {
                assertThat(store.listAt("/things", null, null, then.revision()).objects())
                        .as("seed %d, revision %d", seed, then.revision())
                        .isEqualTo(then.objects());
                Key after = new Key("/things", "ns" + random.nextInt(3), "n" + random.nextInt(5));
                assertThat(store.listAt("/things", "ns1", after, then.revision())
                                .objects())
                        .as("seed %d, revision %d, in ns1 after %s", seed, then.revision(), after)
                        .isEqualTo(then.objects().stream()
                                .filter(stored -> stored.key().namespace().equals("ns1"))
                                .filter(stored -> stored.key().compareTo(after) > 0)
                                .toList());
                assertThat(replayed(store, then))
                        .isEqualTo(store.list("/things", null).objects());
            }
        }
    }

    private static List<Stored> replayed(Store store, Listing from) {
        TreeMap<Key, Stored> state = new TreeMap<>();
        from.objects().forEach(stored -> state.put(stored.key(), stored));
        try (Feed feed = store.watch("/things", key -> true, from.revision(), 10)) {
            for (Change change = feed.poll(0, TimeUnit.SECONDS);
                    change != null;
                    change = feed.poll(0, TimeUnit.SECONDS)) {
                if (change.deleted()) {
                    state.remove(change.after().key());
                } else {
                    state.put(change.after().key(), change.after());
                }
            }
        }
        return new ArrayList<>(state.values());
    }

    @Test
    void forgottenHistoryIsSaidToBeGone() {
        Store store = new Store(Journal.none(), 2);
        for (int i = 0; i < 5; i++) {
            store.put(A, object("a", i));
        }
        assertThatThrownBy(() -> store.watch("/things", key -> true, 1, 10)).isInstanceOf(CompactedException.class);
        assertThatThrownBy(() -> store.listAt("/things", null, null, 1)).isInstanceOf(CompactedException.class);
        assertThat(store.listAt("/things", null, null, 4).objects()).hasSize(1);
    }

    @Test
    void aFullFeedIsClosedAndTellsSo() {
        Store store = new Store(Journal.none(), 100);
        List<String> told = new ArrayList<>();
        Feed slow = store.watch("/things", key -> true, 0, 3);
        slow.onClose(() -> told.add("closed"));
        Feed other = store.watch("/things", key -> true, 0, 100);
        for (int i = 0; i < 5; i++) {
            store.put(A, object("a", i));
        }
        assertThat(slow.isClosed()).isTrue();
        assertThat(told).containsExactly("closed");
        assertThat(other.isClosed()).isFalse();
    }
}
