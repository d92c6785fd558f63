// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import dev.weft.sandbox.auth.Identity;
import dev.weft.sandbox.auth.ServiceAccountTokens;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The controllers of a cluster, in one thread: it takes each change in order and lets every controller look at it. At
 * start all present objects are looked at, so that work that a crash has interrupted is finished.
 */
public final class Controllers implements AutoCloseable {
    private final LinkedBlockingQueue<Seen> changes = new LinkedBlockingQueue<>();
    private final List<Controller> controllers;
    private final Thread thread;
    private final Store store;
    private volatile boolean closed;

    public Controllers(Store store, LocalWrites writes, Identity identity, ServiceAccountTokens tokens) {
        this.store = store;
        GarbageCollector garbage = new GarbageCollector(store, writes);
        controllers = List.of(
                garbage,
                new NamespaceController(store, writes),
                new DefinitionController(store, writes),
                new AccountController(store, writes, identity, tokens));
        thread = Thread.ofVirtual().name("kube-sandbox-controllers").unstarted(this::run);
    }

    /** Starts to work. */
    public void start() {
        store.locked(() -> {
            for (String resource : store.resources()) {
                for (Stored stored : store.list(resource, null).objects()) {
                    changes.add(new Seen(new Change(null, stored, false), true));
                }
            }
            store.listen(change -> changes.add(new Seen(change, false)));
            return true;
        });
        thread.start();
    }

    private record Seen(Change change, boolean initial) {}

    private void run() {
        while (!closed) {
            try {
                Seen change = changes.poll(1, TimeUnit.SECONDS);
                if (change != null) {
                    controllers.forEach(controller -> look(controller, change));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One object that a controller cannot handle must not stop it for all others. */
    private static void look(Controller controller, Seen seen) {
        try {
            controller.look(seen.change(), seen.initial());
        } catch (RuntimeException e) {
            System.getLogger(Controllers.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "controller failed on " + seen.change().after().key(),
                            e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            // What it is writing is written before the journal is closed.
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
