// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Somebody changes an output by hand: the access to ratings is opened to everybody. It is closed again. */
final class HealDrift implements Scene {

    private static final String RATINGS = DemoKinds.AUTHORIZATION_POLICY.path(World.APPLICATIONS, "ratings");

    @Override
    public String name() {
        return "drift";
    }

    @Override
    public String doing() {
        return "opening an AuthorizationPolicy by hand";
    }

    @Override
    public Told play(World world) throws InterruptedException, CommandFailedException {
        DemoCluster cluster = world.cluster(World.FIRST);
        ObjectNode before = cluster.find(RATINGS).orElseThrow();
        ObjectNode opened = JsonNodeFactory.instance.objectNode();
        opened.putObject("spec").putArray("rules").addObject();
        long start = System.nanoTime();
        cluster.merge(RATINGS, opened);
        world.awaiting().until("the rules of AuthorizationPolicy ratings are as before", () -> {
            JsonNode now = cluster.find(RATINGS).orElseThrow();
            boolean written = now.path("metadata").path("generation").asLong()
                    > before.path("metadata").path("generation").asLong() + 1;
            boolean healed = now.path("spec").equals(before.path("spec")) && written;
            return healed ? Optional.empty() : Optional.of(now.path("spec").toString());
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Told(
                "a change by hand is taken back after " + Teller.time(took),
                Tables.columns(List.of(
                        List.of(
                                "by hand",
                                "cluster-1: AuthorizationPolicy bookinfo/ratings opened to everybody (rules: [{}])"),
                        List.of("now", "as before: only what AccessPolicy bookinfo/reviews-read-ratings allows"))));
    }
}
