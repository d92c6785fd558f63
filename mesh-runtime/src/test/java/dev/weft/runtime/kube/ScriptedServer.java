// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A server of plain HTTP on loopback that answers each request with given bytes, and then does what no real server should. */
final class ScriptedServer implements AutoCloseable {

    /** What happens to a connection after its request was read. */
    interface Script {
        void play(Connection connection) throws IOException, InterruptedException;
    }

    /** One connection. */
    record Connection(Socket socket, CountDownLatch gone) {

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Says nothing until the client has closed the connection. */
        void fallSilent() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // the client sends nothing that matters
            }
            gone.countDown();
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final boolean listens;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicLong written = new AtomicLong();
    /** Down when a client has left a connection that had fallen silent. */
    final CountDownLatch gone = new CountDownLatch(1);

    ScriptedServer(Script script) throws IOException {
        this(script, true);
    }

    private ScriptedServer(Script script, boolean listens) throws IOException {
        this.script = script;
        this.listens = listens;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** One that speaks as soon as the first byte comes, as servers of plain HTTP do when they hear TLS. */
    static ScriptedServer blunt(String text) throws IOException {
        return new ScriptedServer(connection -> connection.say(text), false);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            if (listens) {
                heads.addAll(head(socket));
            } else {
                socket.getInputStream().read();
            }
            script.play(new Connection(socket, gone));
        } catch (IOException | InterruptedException e) {
            gone.countDown();
        }
    }

    private static List<String> head(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        List<String> head = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.add(line);
        }
        return head;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
