// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The canary of reviews goes on to a version that runs on the other cluster only. */
final class ShiftAcross implements Scene {

    private static final String REVIEWS = "reviews";
    private static final String SUBSET = "version-v3";
    private static final int WEIGHT = 20;

    @Override
    public String name() {
        return "shift";
    }

    @Override
    public String doing() {
        return "shifting requests to a version on cluster-2";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        world.management().apply(DemoKinds.TRAFFIC_POLICY, DemoData.ofVirtualMesh("shift"));
        new Policies(world.management()).await(world.awaiting());
        List<List<String>> rows = new ArrayList<>();
        JsonNode shifted = Outputs.on(world, World.FIRST)
                .await(
                        DemoKinds.VIRTUAL_SERVICE,
                        World.APPLICATIONS,
                        REVIEWS,
                        "sends " + WEIGHT + " % to " + SUBSET + " of " + World.SECOND,
                        spec -> Outputs.elements(everybody(spec)).anyMatch(ShiftAcross::isAcross));
        for (JsonNode route : everybody(shifted)) {
            boolean first = rows.isEmpty();
            rows.add(List.of(
                    first ? World.FIRST : "",
                    first ? "VirtualService " + World.APPLICATIONS + "/" + REVIEWS : "",
                    route.path("weight").asText("") + " %  "
                            + route.at("/destination/host").asText("") + "  "
                            + route.at("/destination/subset").asText("")));
        }
        rows.add(List.of(
                "",
                "DestinationRule " + Outputs.ISTIO + "/" + FederateMeshes.ruleName(REVIEWS, World.SECOND),
                atCallers(world)));
        rows.add(List.of(World.SECOND, "DestinationRule " + World.APPLICATIONS + "/" + REVIEWS, atHome(world)));
        return new Told(
                WEIGHT + " % of the requests for reviews on " + World.FIRST + " go to v3 on " + World.SECOND,
                Tables.columns(rows));
    }

    /** The destinations of the last route, which is for everybody. */
    private static JsonNode everybody(JsonNode virtualService) {
        JsonNode routes = virtualService.path("http");
        return routes.path(routes.size() - 1).path("route");
    }

    private static boolean isAcross(JsonNode route) {
        return route.at("/destination/host").asText("").equals(FederateMeshes.globalName(REVIEWS, World.SECOND))
                && route.at("/destination/subset").asText("").equals(SUBSET)
                && route.path("weight").asInt() == WEIGHT;
    }

    /** A subset of another cluster is told apart by the name that its gateway is asked for. */
    private static String atCallers(World world) throws CommandFailedException, InterruptedException {
        String asked = "outbound_.9080_." + SUBSET + "_." + FederateMeshes.localName(REVIEWS);
        JsonNode spec = Outputs.on(world, World.FIRST)
                .await(
                        DemoKinds.DESTINATION_RULE,
                        Outputs.ISTIO,
                        FederateMeshes.ruleName(REVIEWS, World.SECOND),
                        "asks for " + asked,
                        rule -> FederateMeshes.sni(subset(rule).path("trafficPolicy"))
                                .equals(asked));
        return SUBSET + " asks for " + FederateMeshes.sni(subset(spec).path("trafficPolicy"));
    }

    private static String atHome(World world) throws CommandFailedException, InterruptedException {
        JsonNode spec = Outputs.on(world, World.SECOND)
                .await(
                        DemoKinds.DESTINATION_RULE,
                        World.APPLICATIONS,
                        REVIEWS,
                        "has subset " + SUBSET,
                        rule -> subset(rule)
                                .path("labels")
                                .path("version")
                                .asText("")
                                .equals("v3"));
        return SUBSET + " is version="
                + subset(spec).path("labels").path("version").asText("");
    }

    private static JsonNode subset(JsonNode rule) {
        return Outputs.elements(rule.path("subsets"))
                .filter(subset -> subset.path("name").asText("").equals(SUBSET))
                .findFirst()
                .orElse(rule.path("absent"));
    }
}
