// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.e2e.servers.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network 127.N.0.0/16 that this lab has to itself, so that pods and Services have addresses of their own and well-known ports, and
 * some ports of 127.0.0.1. Linux lets any user
 * listen on all of 127.0.0.0/8. Who holds the lock port of a network owns it, until the process ends.
 */
public final class LabAddresses implements AutoCloseable {

    private static final int LOCK_PORT = 15_999;
    private static final int TRIES = 100;
    private static final int FIRST = 16;
    private static final int END = 250;

    /** Where the ports of the first network begin; those of the last end below {@link LoopbackPorts}. */
    private static final int PORTS = 12_000;

    private static final int PORTS_EACH = 80;

    private final ServerSocket lock;
    private final int network;
    private int last = 9;
    private int lastServices = 15;
    private int ports;

    private LabAddresses(ServerSocket lock, int network) {
        this.lock = lock;
        this.network = network;
    }

    /** @throws IOException when there is none left */
    public static LabAddresses claim() throws IOException {
        IOException refused = new IOException("no network of 127.0.0.0/8 is free");
        for (int i = 0; i < TRIES; i++) {
            int network = ThreadLocalRandom.current().nextInt(FIRST, END);
            ServerSocket lock = new ServerSocket();
            try {
                lock.bind(new InetSocketAddress("127." + network + ".0.1", LOCK_PORT));
                return new LabAddresses(lock, network);
            } catch (IOException taken) {
                lock.close();
                refused.addSuppressed(taken);
            }
        }
        throw refused;
    }

    /** An address for the next pod, or another one for it. */
    public synchronized String next() {
        last++;
        return "127." + network + ".1." + last;
    }

    /** A network, as CIDR, for the Services of the next cluster. */
    public synchronized String nextServices() {
        lastServices++;
        return "127." + network + "." + lastServices + ".0/24";
    }

    /**
     * A port of 127.0.0.1 for what does not listen at the address of a pod. Each network has some of its own.
     *
     * @throws IOException when there is none left
     */
    synchronized int port() throws IOException {
        int first = PORTS + (network - FIRST) * PORTS_EACH;
        int found = LoopbackPorts.first(first + ports, first + PORTS_EACH)
                .orElseThrow(() -> new IOException("no port is left of the " + PORTS_EACH + " from " + first + " on"));
        ports = found + 1 - first;
        return found;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
