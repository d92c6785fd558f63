// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/** A reflector without a thread, its server, and the time. */
final class ReflectorRig {

    static final Reading THINGS = Reading.of(FakeServer.KIND, "v1");

    final FakeServer server = new FakeServer();
    final FakeTime time = new FakeTime();
    final Recorder recorder = new Recorder();
    final List<ReadState> states = new ArrayList<>();
    final Delivered delivered = new Delivered(recorder);
    final Reflector reflector;

    ReflectorRig() {
        this(1, WatchSettings.DEFAULT);
    }

    ReflectorRig(long seed, WatchSettings settings) {
        ReflectorPorts ports =
                new ReflectorPorts("east", server, server, new Semaphore(1), settings, time, new Random(seed));
        states.add(new ReadState.Pending(Reasons.CONNECTING));
        reflector = new Reflector(ports, THINGS, delivered, state(), states::add);
    }

    static WatchSettings pagesOf(int objects) {
        WatchSettings settings = WatchSettings.DEFAULT;
        return new WatchSettings(
                settings.life(),
                settings.backoff(),
                settings.absent(),
                settings.denied(),
                settings.quiet(),
                objects,
                settings.lists());
    }

    ReadState state() {
        return states.get(states.size() - 1);
    }

    /** One step, and the time that the reflector wants to wait after it. */
    Duration step() throws InterruptedException {
        Duration pause = reflector.step();
        time.pass(pause);
        return pause;
    }

    void steps(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    /** From the start until the watch is open: the kind is found, listed, watched. */
    void start() throws InterruptedException {
        steps(3);
    }

    /** Forgets what was told so far. */
    void clear() {
        recorder.told.clear();
        server.calls.clear();
        states.subList(0, states.size() - 1).clear();
    }
}
