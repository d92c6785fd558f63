// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.kube.ResourceType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A cluster goes away; the other one goes on. It comes back with everything it had, and gets what it missed. */
final class CutOff implements Scene {

    private static final String MISSED = "6s";
    private static final String REGISTRATION = DemoKinds.KUBERNETES_CLUSTER.path(DemoPlane.NAMESPACE, World.SECOND);

    @Override
    public String name() {
        return "cut-off";
    }

    @Override
    public String doing() {
        return "cutting cluster-2 off";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        DemoCluster away = world.cluster(World.SECOND);
        DemoCluster other = world.cluster(World.FIRST);
        Policies policies = new Policies(world.management());
        String before = policies.timeout();
        SortedMap<String, String> written = uids(away, DemoKinds.WRITTEN, world.outputsSelector());
        List<ResourceType> kinds = List.of(DemoKinds.MESH, DemoKinds.TRAFFIC_TARGET, DemoKinds.WORKLOAD);
        SortedMap<String, String> discovered = uids(world.management(), kinds, "");

        long start = System.nanoTime();
        away.cutOff();
        policies.edit(MISSED);
        Duration onTheOther = Policies.awaitWritten(MISSED, List.of(other), world.awaiting());
        world.awaiting().until("the outage is told", () -> untold(world.management(), policies));
        Duration noticed = Duration.ofNanos(System.nanoTime() - start);
        String told = Conditions.brief(policies.edited(), "Programmed");
        require("discovered objects", discovered, uids(world.management(), kinds, ""));

        start = System.nanoTime();
        away.comeBack();
        Policies.awaitWritten(MISSED, List.of(away), world.awaiting());
        Duration caughtUp = Duration.ofNanos(System.nanoTime() - start);
        policies.await(world.awaiting());
        require("objects on " + away.name(), written, uids(away, DemoKinds.WRITTEN, world.outputsSelector()));
        require("discovered objects", discovered, uids(world.management(), kinds, ""));

        policies.edit(before);
        Policies.awaitWritten(before, List.of(away, other), world.awaiting());
        policies.await(world.awaiting());
        return new Told(
                away.name() + " was cut off and is back; nothing is lost",
                Tables.columns(List.of(
                        List.of("cut off", "an edit was on " + other.name() + " after " + Teller.time(onTheOther)),
                        List.of("", "told after " + Teller.time(noticed) + ": " + told),
                        List.of("back", "the edit was on " + away.name() + " after " + Teller.time(caughtUp)),
                        List.of(
                                "",
                                written.size() + " objects there and " + discovered.size()
                                        + " discovered ones are the same as before"))));
    }

    private static Optional<String> untold(DemoCluster management, Policies policies) {
        ObjectNode cluster = management.find(REGISTRATION).orElseThrow();
        if (!Conditions.of(cluster, "Reachable").path("status").asText("").equals("False")) {
            return Optional.of("KubernetesCluster " + World.SECOND + ": " + Conditions.brief(cluster, "Reachable"));
        }
        String programmed = Conditions.brief(policies.edited(), "Programmed");
        return programmed.equals("Programmed=False ClusterUnreachable")
                ? Optional.empty()
                : Optional.of("TrafficPolicy " + Policies.EDITED + ": " + programmed);
    }

    /** By kind, namespace and name. An object that was deleted and made again has another uid. */
    private static SortedMap<String, String> uids(DemoCluster cluster, List<ResourceType> kinds, String selector) {
        SortedMap<String, String> uids = new TreeMap<>();
        for (ResourceType kind : kinds) {
            for (JsonNode object : cluster.list(kind, "", selector)) {
                JsonNode metadata = object.path("metadata");
                String key = kind.kind() + " " + metadata.path("namespace").asText("") + "/"
                        + metadata.path("name").asText("");
                uids.put(key, metadata.path("uid").asText(""));
            }
        }
        return uids;
    }

    private static void require(String what, SortedMap<String, String> before, SortedMap<String, String> after)
            throws CommandFailedException {
        if (!before.equals(after)) {
            throw new CommandFailedException(
                    what + " are not the same as before the cut-off: " + before.keySet() + ", now " + after.keySet(),
                    "");
        }
    }
}
