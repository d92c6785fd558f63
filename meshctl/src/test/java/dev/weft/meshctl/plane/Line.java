// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line to a server on loopback that can fall silent, as when a firewall forgets a connection: nothing comes through, nothing ends. */
final class Line implements AutoCloseable {

    private final int target;
    private final ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile boolean silentFromNowOn;

    private static final class Connection {

        private final List<Socket> ends;
        private volatile boolean silent;

        Connection(Socket near, Socket far, boolean silent) {
            this.ends = List.of(near, far);
            this.silent = silent;
        }

        void start() {
            Thread.ofVirtual().start(() -> pump(ends.getFirst(), ends.getLast()));
            Thread.ofVirtual().start(() -> pump(ends.getLast(), ends.getFirst()));
        }

        /** Once silent it stays so; what comes in is thrown away. */
        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!silent) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                // One of the two has closed.
            }
            if (!silent) {
                close();
            }
        }

        void close() {
            for (Socket end : ends) {
                try {
                    end.close();
                } catch (IOException e) {
                    // It is closed.
                }
            }
        }
    }

    /** @param target port on loopback */
    Line(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket near = entry.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                Connection connection = new Connection(near, far, silentFromNowOn);
                connections.add(connection);
                connection.start();
            } catch (IOException e) {
                if (entry.isClosed()) {
                    return;
                }
            }
        }
    }

    /** All connections that are open fall silent for ever; new ones are as they should be. */
    void silenceWhatIsOpen() {
        connections.forEach(connection -> connection.silent = true);
    }

    /** All connections that are open fall silent for ever, and new ones are silent from the start, until {@link #letThrough}. */
    void silence() {
        silentFromNowOn = true;
        silenceWhatIsOpen();
    }

    void letThrough() {
        silentFromNowOn = false;
    }

    @Override
    public void close() throws IOException {
        entry.close();
        connections.forEach(Connection::close);
    }
}
