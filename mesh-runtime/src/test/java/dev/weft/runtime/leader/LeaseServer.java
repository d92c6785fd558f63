// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.leader;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps one Lease, with optimistic locking, and may stop to answer. Each process has its own way to it. */
final class LeaseServer {

    private @Nullable ObjectNode lease;
    private int version;

    /** One process's way to the server. */
    final class Line implements KubeApi {
        private volatile boolean cut;
        private volatile Runnable beforeNextWrite = () -> {};
        private volatile boolean losesAnswers;
        private final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        void cut(boolean now) {
            cut = now;
        }

        /** Writes take effect, and their answers do not arrive. */
        void loseAnswers(boolean now) {
            losesAnswers = now;
        }

        /** Something that happens between a read and the write that follows. */
        void beforeNextWrite(Runnable event) {
            beforeNextWrite = event;
        }

        @Override
        public ObjectNode call(ApiCall call) throws ApiException {
            calls.incrementAndGet();
            if (cut) {
                throw new ApiException("cut", new Failure.NoAnswer(Failure.Kind.CONNECT, "cut"));
            }
            if (call.body() == null) {
                return read();
            }
            Runnable event = beforeNextWrite;
            beforeNextWrite = () -> {};
            event.run();
            ObjectNode written = write(call);
            if (losesAnswers) {
                throw new ApiException("lost", new Failure.NoAnswer(Failure.Kind.TIMEOUT, "lost"));
            }
            return written;
        }

        @Override
        public WatchStream watch(String path) {
            throw new UnsupportedOperationException("an election does not watch");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    synchronized String holder() {
        return lease == null ? "" : lease.at("/spec/holderIdentity").asText("");
    }

    synchronized int transitions() {
        return lease == null ? -1 : lease.at("/spec/leaseTransitions").asInt(-1);
    }

    /** Somebody edits the Lease by hand. */
    synchronized void handTo(String holder) {
        if (lease != null) {
            lease = lease.deepCopy();
            lease.withObject("/spec").put("holderIdentity", holder);
            stamp(lease);
        }
    }

    private synchronized ObjectNode read() throws ApiException {
        if (lease == null) {
            throw refused(404, "NotFound");
        }
        return lease.deepCopy();
    }

    private synchronized ObjectNode write(ApiCall call) throws ApiException {
        byte[] body = call.body();
        ObjectNode sent = CanonicalJson.object(body == null ? new byte[0] : body);
        boolean creates = call.method() == ApiCall.Method.POST;
        boolean fits = lease == null
                ? creates
                : !creates && sent.at("/metadata/resourceVersion").equals(lease.at("/metadata/resourceVersion"));
        if (!fits) {
            throw refused(409, "Conflict");
        }
        stamp(sent);
        lease = sent;
        return sent.deepCopy();
    }

    private void stamp(ObjectNode object) {
        version++;
        object.withObject("/metadata").put("resourceVersion", Integer.toString(version));
    }

    private static ApiException refused(int code, String reason) {
        return new ApiException(
                reason, new Failure.Refused(code, reason, reason, MissingNode.getInstance(), Optional.empty()));
    }
}
