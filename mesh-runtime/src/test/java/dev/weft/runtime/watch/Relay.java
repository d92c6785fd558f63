// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The network between a client and a server: it can be cut, and it can swallow everything. */
final class Relay implements AutoCloseable {

    private final int target;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean held;
    private @Nullable ServerSocket listener;

    /** @param target port of the server */
    Relay(int target) throws IOException {
        this.target = target;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        connect();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Connections are refused, and those that are open break. */
    void cut() throws IOException {
        ServerSocket old = listener;
        listener = null;
        if (old != null) {
            old.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Connections are accepted again. */
    void connect() throws IOException {
        ServerSocket socket = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        listener = socket;
        Thread.ofVirtual().start(() -> accept(socket));
    }

    /** Nothing arrives any more, and nothing breaks. */
    void hold() {
        hold(true);
    }

    /** What was sent meanwhile arrives. */
    void release() {
        hold(false);
    }

    private void hold(boolean now) {
        lock.lock();
        try {
            held = now;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                Socket client = from.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> pump(client, server));
                Thread.ofVirtual().start(() -> pump(server, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitFlow();
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // one side has ended; closing both is all there is to do
        }
    }

    private void awaitFlow() {
        lock.lock();
        try {
            while (held) {
                flowing.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        release();
        cut();
    }
}
