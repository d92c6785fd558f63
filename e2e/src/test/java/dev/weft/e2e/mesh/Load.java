// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.Awaiting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Sends the same request again and again, at most 50 a second and 10,000 in all, and keeps every answer that is not 200. */
final class Load implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;
    private static final int MOST = 10_000;

    private final HttpCall call;
    private final Thread thread;
    private final List<String> failures = new ArrayList<>();
    private volatile boolean ends;
    private volatile int sent;

    private Load(HttpCall call) {
        this.call = call;
        this.thread = Thread.ofVirtual().unstarted(this::run);
    }

    static Load of(HttpCall call) {
        Load load = new Load(call);
        load.thread.start();
        return load;
    }

    private void run() {
        for (int number = 1; number <= MOST && !ends; number++) {
            try {
                HttpAnswer answer = call.send();
                if (answer.status() != 200) {
                    failures.add(answer.toString());
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString()); // also an answer that is none
            }
            sent = number;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** How many requests have been answered or have failed. */
    int sent() {
        return sent;
    }

    /** Waits until that many more have been. */
    void awaitMore(int more) throws InterruptedException {
        int goal = sent + more;
        Awaiting.until(
                more + " more requests",
                Plane.LONGEST,
                () -> sent >= goal ? Optional.empty() : Optional.of(sent + " of " + goal));
    }

    /** Ends it, and tells what was not answered 200. */
    List<String> failures() {
        close();
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
