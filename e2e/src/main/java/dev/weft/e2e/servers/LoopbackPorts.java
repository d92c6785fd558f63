// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 for programs that listen a moment after they were told where. They are below those that the system gives to outgoing
 * connections (from 32768 on, {@code net.ipv4.ip_local_port_range}), else such a connection takes one of them first now and then.
 */
public final class LoopbackPorts {

    /** The ports below are for networks of labs. */
    private static final int FIRST = 30_720;

    private static final int END = 32_768;
    private static final int TRIES = 100;

    /** Ports are the whole process's; two that are given out at once must not be the same, and are taken only a moment later. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

    private LoopbackPorts() {}

    /** A port that nobody listens on now. */
    static int any() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), END - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (END - 1) + " is free");
    }

    /** The first from a port on, before another one, that nobody listens on now; empty when there is none. */
    public static Optional<Integer> first(int from, int end) {
        for (int port = from; port < end; port++) {
            if (isFree(port)) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
