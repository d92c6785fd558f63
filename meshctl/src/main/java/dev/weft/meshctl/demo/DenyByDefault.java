// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All access is denied that no policy allows; a policy lets a caller of the other cluster in; then all is as before, but for that. */
final class DenyByDefault implements Scene {

    private static final String DENIAL = "global-access-control";
    private static final String GATEWAYS = "allow-ingress-gateway-";
    /** The gateways of each cluster: for other clusters, and for visitors. */
    private static final List<String> LET_IN = List.of("istio-eastwestgateway", "istio-ingressgateway");

    private static final String REVIEWS = "reviews";
    private static final List<String> CLUSTERS = List.of(World.FIRST, World.SECOND);

    @Override
    public String name() {
        return "access";
    }

    @Override
    public String doing() {
        return "denying access by default";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        set(world, "ENABLED");
        List<List<String>> rows = new ArrayList<>();
        for (String cluster : CLUSTERS) {
            rows.addAll(denied(world, cluster));
        }
        ObjectNode policy = DemoData.ofVirtualMesh("access");
        requireNothingAllowed(world);
        world.management().apply(DemoKinds.ACCESS_POLICY, policy);
        new Policies(world.management()).await(world.awaiting());
        rows.add(List.of("allowed", World.SECOND, policyName(REVIEWS, World.APPLICATIONS), allowed(world)));
        set(world, "DISABLED");
        for (String cluster : CLUSTERS) {
            Outputs.on(world, cluster).awaitGone(DemoKinds.AUTHORIZATION_POLICY, Outputs.ISTIO, DENIAL);
        }
        allowed(world);
        rows.add(List.of(
                "put back",
                "both",
                "globalAccessPolicy: DISABLED",
                "or productpage could answer nobody, nor call details"));
        return new Told("access is denied by default, then allowed to one caller", Tables.columns(rows));
    }

    /** Sets {@code globalAccessPolicy}, and waits until it is in effect. */
    private static void set(World world, String value)
            throws IOException, InterruptedException, CommandFailedException {
        JsonNode mesh = DemoData.ofVirtualMesh("virtualmesh").path("metadata");
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("globalAccessPolicy", value);
        world.management()
                .merge(
                        DemoKinds.VIRTUAL_MESH.path(
                                mesh.path("namespace").asText(""),
                                mesh.path("name").asText("")),
                        patch);
        new Policies(world.management()).await(world.awaiting());
    }

    /** A policy without selector and rules in Istio's own namespace is about all workloads and allows nothing. */
    private static List<List<String>> denied(World world, String cluster)
            throws CommandFailedException, InterruptedException {
        Outputs outputs = Outputs.on(world, cluster);
        outputs.await(DemoKinds.AUTHORIZATION_POLICY, Outputs.ISTIO, DENIAL, "allows nothing", spec -> spec.isEmpty());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "denied", cluster, policyName(DENIAL, Outputs.ISTIO), "no rule: all workloads deny everything"));
        for (JsonNode gateway : gateways(world, outputs)) {
            rows.add(List.of(
                    "",
                    "",
                    policyName(gateway.at("/metadata/name").asText(""), Outputs.ISTIO),
                    "but " + named(gateway) + " lets calls pass"));
        }
        return rows;
    }

    /** Each lets everybody into the pods that it selects, and must select some. */
    private static List<JsonNode> gateways(World world, Outputs outputs)
            throws CommandFailedException, InterruptedException {
        world.awaiting().until("gateways of " + outputs.cluster().name() + " are let through", () -> {
            List<JsonNode> found = gateways(outputs);
            List<String> named = found.stream().map(DenyByDefault::named).toList();
            boolean good = named.containsAll(LET_IN)
                    && found.stream()
                            .allMatch(policy ->
                                    !policy.at("/spec/selector/matchLabels").isEmpty()
                                            && policy.at("/spec/rules").size() == 1
                                            && policy.at("/spec/rules/0").isEmpty());
            return good ? Optional.empty() : Optional.of(found.toString());
        });
        return gateways(outputs);
    }

    private static List<JsonNode> gateways(Outputs outputs) {
        return outputs.cluster().list(DemoKinds.AUTHORIZATION_POLICY, Outputs.ISTIO, "").stream()
                .filter(policy -> policy.at("/metadata/name").asText("").startsWith(GATEWAYS))
                .toList();
    }

    private static String named(JsonNode policy) {
        return policy.at("/spec/selector/matchLabels/app").asText("");
    }

    private static void requireNothingAllowed(World world) throws CommandFailedException {
        String path = DemoKinds.AUTHORIZATION_POLICY.path(World.APPLICATIONS, REVIEWS);
        if (world.cluster(World.SECOND).find(path).isPresent()) {
            throw new CommandFailedException(
                    "something allows access to reviews of " + World.SECOND + " before an AccessPolicy does", "");
        }
    }

    /** Who may do what with reviews of the other cluster. */
    private static String allowed(World world) throws CommandFailedException, InterruptedException {
        JsonNode spec = Outputs.on(world, World.SECOND)
                .await(
                        DemoKinds.AUTHORIZATION_POLICY,
                        World.APPLICATIONS,
                        REVIEWS,
                        "lets productpage of " + World.FIRST + " in",
                        policy -> Outputs.texts(policy.at("/rules/0/from/0/source/principals"))
                                .anyMatch(principal -> principal.endsWith("/sa/bookinfo-productpage")));
        JsonNode operation = spec.at("/rules/0/to/0/operation");
        return words(operation.path("methods")) + " " + words(operation.path("paths")) + " by "
                + words(spec.at("/rules/0/from/0/source/principals"));
    }

    private static String words(JsonNode list) {
        return Outputs.texts(list).collect(Collectors.joining(", "));
    }

    private static String policyName(String name, String namespace) {
        return "AuthorizationPolicy " + namespace + "/" + name;
    }
}
