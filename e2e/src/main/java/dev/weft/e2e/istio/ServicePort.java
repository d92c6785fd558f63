// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A port of a cluster IP. Each connection is passed on to the next pod; while there is no pod, connections are refused. */
final class ServicePort implements AutoCloseable {

    private final InetSocketAddress address;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<InetSocketAddress> pods = List.of();
    private @Nullable ServerSocket listener;

    ServicePort(InetSocketAddress address) {
        this.address = address;
    }

    /** From now on new connections get to these; those that stand stay. */
    synchronized void leadTo(List<InetSocketAddress> pods) throws IOException {
        this.pods = List.copyOf(pods);
        if (pods.isEmpty()) {
            close();
        } else if (listener == null) {
            ServerSocket opened = new ServerSocket();
            opened.bind(address);
            listener = opened;
            Thread.ofVirtual().start(() -> accept(opened));
        }
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket caller = opened.accept();
                Thread.ofVirtual().start(() -> pass(caller));
            } catch (IOException e) {
                // closed, or the caller is gone already
            }
        }
    }

    private void pass(Socket caller) {
        List<InetSocketAddress> all = pods;
        Socket pod = new Socket();
        try {
            if (all.isEmpty()) {
                throw new IOException("no pod is left");
            }
            pod.connect(all.get(Math.floorMod(turn.getAndIncrement(), all.size())));
            caller.setTcpNoDelay(true);
            pod.setTcpNoDelay(true);
        } catch (IOException e) {
            reset(pod);
            reset(caller);
            return;
        }
        Thread answers = Thread.ofVirtual().start(() -> copy(pod, caller));
        copy(caller, pod);
        try {
            answers.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(pod);
        close(caller);
    }

    /** How it ends is passed on as well: nothing more to say, or a connection that broke. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // of no use any more anyway
        }
    }

    @Override
    public synchronized void close() {
        if (listener != null) {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            listener = null;
        }
    }
}
