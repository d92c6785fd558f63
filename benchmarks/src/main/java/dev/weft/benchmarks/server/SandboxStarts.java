// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.server;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code benchmarks/run sandbox-starts}: many servers in one process, and what 20,000 objects take of its heap. */
public final class SandboxStarts {
    private static final int SERVERS = 50;
    private static final int OBJECTS = 20_000;

    private SandboxStarts() {}

    /** Prints milliseconds of each start, then until /readyz answers, which makes a TLS client too. */
    public static void run(PrintStream out) throws IOException, GeneralSecurityException, InterruptedException {
        List<Sandbox> servers = new ArrayList<>();
        for (int i = 1; i <= SERVERS; i++) {
            long start = System.nanoTime();
            Sandbox sandbox = Sandbox.start(SandboxOptions.named("start-" + i));
            double started = millis(start);
            servers.add(sandbox);
            ServerUnderLoad server = new ServerUnderLoad(
                    started,
                    URI.create(sandbox.url()),
                    sandbox.identity().authorityPem(),
                    sandbox.identity().adminToken(),
                    List.of());
            try (Client client = new Client(server)) {
                if (!client.isReady()) {
                    throw new IOException(sandbox.url() + " is not ready");
                }
            }
            out.printf(Locale.ROOT, "start of server %d: %.1f ms; /readyz after %.1f ms%n", i, started, millis(start));
        }
        heap(servers.get(0), out);
        servers.forEach(Sandbox::close);
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void heap(Sandbox sandbox, PrintStream out) {
        long before = used();
        for (int i = 0; i < OBJECTS; i++) {
            String body = "{\"metadata\":{\"name\":\"c-" + i
                    + "\",\"labels\":{\"app\":\"x\",\"tier\":\"y\"}},\"data\":{\"key\":\"" + "v".repeat(200) + "\"}}";
            sandbox.call("POST", Client.CONFIG_MAPS, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }
        out.printf(Locale.ROOT, "heap for %,d objects: %d MiB%n", OBJECTS, (used() - before) >> 20);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
