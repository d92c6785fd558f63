// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.discovery.OwnAnnotations;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A FailoverService: one name that reviews of the caller's own cluster answer, and those of the other cluster when they do not. */
final class FailOver implements Scene {

    private static final String REVIEWS = "reviews";

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String doing() {
        return "giving reviews of both clusters one name";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        ObjectNode declared = DemoData.ofVirtualMesh("failover");
        world.management().apply(DemoKinds.FAILOVER_SERVICE, declared);
        new Policies(world.management()).await(world.awaiting());
        String name = declared.at("/metadata/name").asText("");
        String host = declared.at("/spec/hostname").asText("");
        Outputs outputs = Outputs.on(world, World.FIRST);
        JsonNode rule = outputs.await(
                DemoKinds.DESTINATION_RULE,
                Outputs.ISTIO,
                name,
                "has an order",
                spec -> spec.path("host").asText("").equals(host)
                        && !order(spec).isEmpty()
                        && !policy(spec).path("outlierDetection").isMissingNode());
        JsonNode entry = outputs.await(
                DemoKinds.SERVICE_ENTRY,
                Outputs.ISTIO,
                name,
                "leads to " + World.FIRST + ", then to " + World.SECOND,
                spec -> spec.at("/hosts/0").asText("").equals(host)
                        && inOrder(spec, rule)
                                .equals(List.of(serviceOf(world, World.FIRST), gatewayOf(world, World.SECOND))));
        JsonNode route = outputs.await(
                DemoKinds.VIRTUAL_SERVICE,
                Outputs.ISTIO,
                name,
                "tries again elsewhere",
                spec -> spec.at("/hosts/0").asText("").equals(host)
                        && spec.at("/http/0/retries/attempts").asInt() > 0);
        return new Told(
                "one name for reviews of both: " + World.FIRST + " answers first, else " + World.SECOND,
                Tables.columns(rows(world, name, new Written(entry, rule, route))));
    }

    /** The specs of the three objects at callers. */
    private record Written(JsonNode entry, JsonNode rule, JsonNode route) {}

    private static List<List<String>> rows(World world, String name, Written written) {
        ObjectNode service = world.management()
                .find(DemoKinds.FAILOVER_SERVICE.path(World.APPLICATIONS, name))
                .orElseThrow();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                World.MANAGEMENT,
                "FailoverService " + World.APPLICATIONS + "/" + name,
                service.at("/spec/hostname").asText("") + ": " + Policies.became(service)));
        List<String> backends = inOrder(written.entry(), written.rule());
        Map<String, String> known = Map.of(
                serviceOf(world, World.FIRST), ", Service " + REVIEWS + " of " + World.FIRST,
                gatewayOf(world, World.SECOND), ", the gateway of " + World.SECOND);
        for (int i = 0; i < backends.size(); i++) {
            boolean first = i == 0;
            rows.add(List.of(
                    first ? World.FIRST : "",
                    first ? "ServiceEntry " + Outputs.ISTIO + "/" + name : "",
                    (i + 1) + ". " + backends.get(i) + known.getOrDefault(backends.get(i), "")));
        }
        JsonNode left = policy(written.rule()).path("outlierDetection");
        rows.add(List.of(
                "",
                "DestinationRule " + Outputs.ISTIO + "/" + name,
                "who fails " + left.path("consecutive5xxErrors").asText("") + " times is left out for "
                        + left.path("baseEjectionTime").asText("")));
        rows.add(List.of(
                "",
                "VirtualService " + Outputs.ISTIO + "/" + name,
                "a request that fails is tried "
                        + written.route().at("/http/0/retries/attempts").asText("") + " times more, elsewhere"));
        return rows;
    }

    /** As the discovered TrafficTarget has it. */
    private static String serviceOf(World world, String cluster) {
        String path = DemoKinds.TRAFFIC_TARGET.path(DemoPlane.NAMESPACE, FederateMeshes.ruleName(REVIEWS, cluster));
        return world.management()
                .find(path)
                .map(target -> target.at("/metadata/annotations")
                                .path(OwnAnnotations.CLUSTER_IPS)
                                .asText("")
                        + ":9080")
                .orElse("");
    }

    /** As the discovered Mesh has it. */
    private static String gatewayOf(World world, String cluster) {
        return world.management().list(DemoKinds.MESH, "", "").stream()
                .filter(mesh ->
                        mesh.at("/spec/istio/installation/cluster").asText("").equals(cluster))
                .map(mesh -> mesh.at("/spec/istio/ingressGateways/0"))
                .map(gateway -> gateway.path("externalAddress").asText("") + ":"
                        + gateway.path("externalTlsPort").asText(""))
                .findFirst()
                .orElse("");
    }

    /** Endpoints in the order in which Istio calls them: who has more of the labels, counted from the first that it lacks, comes first. */
    private static List<String> inOrder(JsonNode entry, JsonNode rule) {
        List<String> labels = order(rule);
        return Outputs.elements(entry.path("endpoints"))
                .sorted(Comparator.comparingLong(endpoint -> -labels.stream()
                        .takeWhile(label -> has(endpoint, label))
                        .count()))
                .map(FederateMeshes::address)
                .toList();
    }

    private static boolean has(JsonNode endpoint, String label) {
        String[] parts = label.split("=", 2);
        return endpoint.path("labels").path(parts[0]).asText("").equals(parts[parts.length - 1]);
    }

    private static List<String> order(JsonNode rule) {
        return Outputs.texts(policy(rule).at("/loadBalancer/localityLbSetting/failoverPriority"))
                .toList();
    }

    private static JsonNode policy(JsonNode rule) {
        return rule.at("/trafficPolicy/portLevelSettings/0");
    }
}
