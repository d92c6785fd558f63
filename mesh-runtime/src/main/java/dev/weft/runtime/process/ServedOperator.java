// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.watch.LoopHealth;
import dev.weft.telemetry.AdminServer;
import dev.weft.telemetry.Health;
import dev.weft.telemetry.Metrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

/** A running operator together with the server of its health and metrics. */
public final class ServedOperator implements AutoCloseable {

    private final OperatorProcess process;
    private final AdminServer admin;

    private ServedOperator(OperatorProcess process, AdminServer admin) {
        this.process = process;
        this.admin = admin;
    }

    /**
     * Starts both.
     *
     * @param address of health and metrics; port 0 takes a free one
     * @throws IOException when that port is taken
     */
    public static ServedOperator start(OperatorParts parts, OperatorSettings settings, InetSocketAddress address)
            throws IOException {
        LoopHealth loop = new LoopHealth();
        Health health = new Health();
        PrometheusMeterRegistry registry = Metrics.ofProcess();
        OperatorMetrics metrics = new OperatorMetrics(registry, parts.name(), loop, settings.clock());
        AdminServer admin = AdminServer.start(address, health, registry);
        OperatorProcess process = OperatorProcess.start(parts, settings, metrics, metrics);
        health.live("loop", loop::death);
        health.ready("passes", loop::problem);
        metrics.leading(process::leads);
        admin.debug("snapshot", () -> page(process));
        return new ServedOperator(process, admin);
    }

    private static byte[] page(OperatorProcess process) throws IOException {
        try {
            return (process.knowledge().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException("the loop does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the process ends");
        }
    }

    /** The port of health and metrics. */
    public int port() {
        return admin.port();
    }

    /** Whether this process writes, and not another one of the same operator. */
    public boolean leads() {
        return process.leads();
    }

    /** Finishes what was begun, then ends. */
    @Override
    public void close() {
        process.close();
        admin.close();
    }
}
