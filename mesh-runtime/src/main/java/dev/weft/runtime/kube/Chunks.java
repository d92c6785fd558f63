// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands the bytes of a body from the HTTP client's threads to one reader. When more than a little waits, no more is asked for, and the
 * server is held up by TCP: a slow reader costs no memory.
 */
final class Chunks implements AsyncBody.Consumer<List<ByteBuffer>> {

    private static final int MOST_BYTES = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<List<ByteBuffer>> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean paused;
    private boolean over;
    private Optional<Throwable> failure = Optional.empty();
    private Optional<AsyncBody> body = Optional.empty();

    /** What came. */
    sealed interface Taken {
        record Bytes(List<ByteBuffer> chunk) implements Taken {}

        record Nothing() implements Taken {}

        record Over() implements Taken {}
    }

    /** Asks for the first bytes. */
    void start(AsyncBody from) {
        lock.lock();
        try {
            body = Optional.of(from);
        } finally {
            lock.unlock();
        }
        from.done().whenComplete((nothing, thrown) -> end(thrown));
        from.consume();
    }

    @Override
    public void consume(List<ByteBuffer> chunk, AsyncBody from) {
        boolean more;
        lock.lock();
        try {
            waiting.addLast(chunk);
            waitingBytes += size(chunk);
            more = waitingBytes < MOST_BYTES;
            paused = !more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (more) {
            from.consume();
        }
    }

    /**
     * Waits for bytes.
     *
     * @throws IOException when the connection has broken, after all bytes that came before
     */
    Taken take(Deadline deadline) throws IOException, InterruptedException {
        Taken taken;
        boolean resume;
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !over) {
                if (changed.awaitNanos(deadline.left()) <= 0 && waiting.isEmpty() && !over) {
                    return new Taken.Nothing();
                }
            }
            if (waiting.isEmpty()) {
                if (failure.isPresent()) {
                    throw new IOException(failure.get());
                }
                return new Taken.Over();
            }
            List<ByteBuffer> chunk = waiting.removeFirst();
            waitingBytes -= size(chunk);
            taken = new Taken.Bytes(chunk);
            resume = paused && waitingBytes < MOST_BYTES / 2;
            paused = paused && !resume;
        } finally {
            lock.unlock();
        }
        if (resume) {
            body.ifPresent(AsyncBody::consume);
        }
        return taken;
    }

    /** Collects what comes until the end, the deadline, a failure or the bound: for bodies of refusals, which may be cut. */
    Body all(Body into, Deadline deadline) throws InterruptedException {
        try {
            while (take(deadline) instanceof Taken.Bytes bytes) {
                into.add(bytes.chunk());
            }
        } catch (IOException e) {
            return into;
        }
        return into;
    }

    private void end(Throwable thrown) {
        lock.lock();
        try {
            over = true;
            if (thrown != null && !(thrown instanceof CancellationException)) {
                failure = Optional.of(
                        thrown instanceof CompletionException && thrown.getCause() != null
                                ? thrown.getCause()
                                : thrown);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static int size(List<ByteBuffer> chunk) {
        return chunk.stream().mapToInt(ByteBuffer::remaining).sum();
    }
}
