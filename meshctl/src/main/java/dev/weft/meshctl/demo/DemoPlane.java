// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.discovery.DiscoveryMain;
import dev.weft.networking.NetworkingMain;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProgram;
import dev.weft.runtime.process.OperatorSettings;
import dev.weft.runtime.process.ServedOperator;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.watch.LifeTimes;
import dev.weft.runtime.watch.WatchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Both operators, as their own programs start them but for shorter times: nobody wants to wait half a minute for a cut-off. */
final class DemoPlane implements AutoCloseable {

    static final String NAMESPACE = "gloo-mesh";
    static final Ref SETTINGS = new Ref(NAMESPACE, "settings");

    private static final WatchSettings WATCH = WatchSettings.DEFAULT.with(
            new LifeTimes(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1)));

    /** Where no proxy has to follow. */
    static final Duration SETTLE = Duration.ofMillis(250);

    private final Map<String, ServedOperator> operators = new LinkedHashMap<>();
    private final String id;

    private DemoPlane(String id) {
        this.id = id;
    }

    /**
     * @param discovery as whom mesh-discovery goes to the management cluster
     * @param networking as whom mesh-networking does
     * @param settle how long an output must have been in effect before those that refer to it are written
     */
    static DemoPlane start(Endpoint discovery, Endpoint networking, Duration settle)
            throws IOException, InterruptedException {
        DemoPlane plane = new DemoPlane(OperatorProgram.plane(settings(networking, "demo")));
        try {
            plane.start(discovery, DiscoveryMain.parts(NAMESPACE, SETTINGS));
            plane.start(networking, NetworkingMain.parts(new Scope(NAMESPACE, plane.id, SETTINGS, false), settle));
            return plane;
        } catch (IOException e) {
            plane.close();
            throw e;
        }
    }

    private void start(Endpoint management, OperatorParts parts) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        operators.put(parts.name(), ServedOperator.start(parts, settings(management, parts.name()), address));
    }

    private static OperatorSettings settings(Endpoint management, String identity) {
        return new OperatorSettings(
                management,
                NAMESPACE,
                new JdkClients(),
                WATCH,
                LeaseTimes.DEFAULT,
                identity,
                OperatorProgram.version());
    }

    boolean leads() {
        return operators.values().stream().allMatch(ServedOperator::leads);
    }

    /** Where each operator serves its metrics, by its name. */
    Map<String, String> metrics() {
        Map<String, String> urls = new LinkedHashMap<>();
        operators.forEach((name, operator) -> urls.put(name, "http://127.0.0.1:" + operator.port() + "/metrics"));
        return urls;
    }

    @Override
    public void close() {
        operators.values().forEach(ServedOperator::close);
        operators.clear();
    }
}
