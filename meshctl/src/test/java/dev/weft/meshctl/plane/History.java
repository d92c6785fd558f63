// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.WatchStream;
import dev.weft.runtime.kube.WatchStream.Next;
import dev.weft.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Every state that some collections of a server were in, one after the other, as watchers see it. */
final class History implements AutoCloseable {

    private final KubeApi api;
    private final List<Thread> readers = new ArrayList<>();
    private final List<WatchStream> watches = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private volatile boolean closed;
    private volatile String broken = "";

    private record Change(long revision, boolean deleted, ObjectNode object) {

        String key() {
            return object.path("kind").asText() + " "
                    + object.at("/metadata/namespace").asText() + "/"
                    + object.at("/metadata/name").asText();
        }
    }

    /** From now on. */
    History(Sandbox server, List<String> collections) throws Exception {
        api = KubeApis.connect(LivePlane.administrator(server), new JdkClients(), "test");
        for (String collection : collections) {
            WatchStream watch = api.watch(collection + "?watch=true");
            watches.add(watch);
            readers.add(Thread.ofVirtual().start(() -> read(watch)));
        }
    }

    private void read(WatchStream watch) {
        try {
            while (true) {
                switch (watch.next(Duration.ofSeconds(1))) {
                    case Next.Event event -> add(event);
                    case Next.Silence silence -> {}
                    case Next.End end -> {
                        return;
                    }
                }
            }
        } catch (ApiException | InterruptedException e) {
            if (!closed) {
                broken = e.toString();
            }
        }
    }

    private void add(Next.Event event) {
        ObjectNode object = event.object();
        Change change = new Change(
                object.at("/metadata/resourceVersion").asLong(), event.type().equals("DELETED"), object);
        synchronized (changes) {
            changes.add(change);
        }
    }

    /** Shows all states so far: the objects by kind, namespace and name. */
    void replay(Consumer<Map<String, ObjectNode>> look) {
        assertThat(broken).as("why the watches ended early").isEmpty();
        List<Change> ordered;
        synchronized (changes) {
            ordered = new ArrayList<>(changes);
        }
        assertThat(ordered).isNotEmpty();
        ordered.sort(Comparator.comparingLong(Change::revision));
        Map<String, ObjectNode> objects = new TreeMap<>();
        for (Change change : ordered) {
            if (change.deleted()) {
                objects.remove(change.key());
            } else {
                objects.put(change.key(), change.object());
            }
            look.accept(objects);
        }
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(WatchStream::close);
        try {
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        api.close();
    }
}
