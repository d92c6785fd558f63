// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.discovery.DiscoveryMain;
import dev.weft.networking.NetworkingMain;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.runtime.process.OperatorSettings;
import dev.weft.runtime.process.ServedOperator;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.watch.LifeTimes;
import dev.weft.runtime.watch.LoopHealth;
import dev.weft.runtime.watch.WatchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The operators of a plane, in this process, and any number of replicas of each. Not for use by several threads. */
final class Operators implements AutoCloseable {

    static final String INSTALL = "gloo-mesh";
    private static final Ref SETTINGS = new Ref(INSTALL, "settings");

    /**
     * What takes time in an operator.
     *
     * @param watch how clusters are read
     * @param lease how leaders are elected
     */
    record Pace(WatchSettings watch, LeaseTimes lease) {

        /** Notices within seconds that a server is gone, as the demo does. */
        static final Pace USUAL = new Pace(
                WatchSettings.DEFAULT.with(
                        new LifeTimes(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1))),
                LeaseTimes.DEFAULT);

        Pace with(WatchSettings other) {
            return new Pace(other, lease);
        }

        Pace with(LeaseTimes other) {
            return new Pace(watch, other);
        }
    }

    private final Function<String, Endpoint> accounts;
    private final InstantSource clock;
    private final Pace pace;
    private final List<OperatorProcess> running = new ArrayList<>();
    private int started;

    /**
     * @param accounts how an operator reaches the management cluster, by its name
     * @param clock where credentials expire
     */
    Operators(Function<String, Endpoint> accounts, InstantSource clock, Pace pace) {
        this.accounts = accounts;
        this.clock = clock;
        this.pace = pace;
    }

    OperatorProcess startDiscovery() {
        return start(DiscoveryMain.parts(INSTALL, SETTINGS));
    }

    /** @param uid of the management cluster's namespace kube-system */
    OperatorProcess startNetworking(String uid) {
        String plane = uid.replace("-", "").substring(0, 12);
        return start(NetworkingMain.parts(new Scope(INSTALL, plane, SETTINGS, false)));
    }

    /** Discovery with its pages on a free port; the caller closes it. */
    ServedOperator serveDiscovery() throws IOException {
        return serve(DiscoveryMain.parts(INSTALL, SETTINGS));
    }

    /** Any operator likewise. */
    ServedOperator serve(OperatorParts parts) throws IOException {
        return ServedOperator.start(parts, settings(parts), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private OperatorProcess start(OperatorParts parts) {
        OperatorProcess process = OperatorProcess.start(parts, settings(parts), new LoopHealth());
        running.add(process);
        started++;
        return process;
    }

    private OperatorSettings settings(OperatorParts parts) {
        return new OperatorSettings(
                accounts.apply(parts.name()),
                INSTALL,
                new JdkClients(),
                pace.watch(),
                pace.lease(),
                parts.name() + "-" + started,
                "test",
                clock);
    }

    List<OperatorProcess> running() {
        return List.copyOf(running);
    }

    /** Ends one, after the write that it is at. */
    void end(OperatorProcess process) {
        process.close();
        running.remove(process);
    }

    /** Ends all, each after the write that it is at. */
    @Override
    public void close() {
        running.forEach(OperatorProcess::close);
        running.clear();
    }
}
