// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.describe.DescribedKind;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.ObjectId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies are applied, accepted, and written to the clusters they concern. */
final class ApplyPolicies implements Scene {

    /** Services that are described when all is written. */
    private static final String SHOWN = "reviews";

    @Override
    public String name() {
        return "policies";
    }

    @Override
    public String doing() {
        return "applying policies";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        DemoCluster management = world.management();
        for (ResourceType type : DemoKinds.POLICIES) {
            for (ObjectNode policy : world.data().ofManagement(type.kind())) {
                management.apply(type, policy);
            }
        }
        Policies policies = new Policies(management);
        policies.await(world.awaiting());
        world.awaiting().until("services called " + SHOWN + " say what applies to them", () -> untold(management));
        List<List<String>> rows = new ArrayList<>();
        for (ObjectNode policy : policies.all()) {
            JsonNode metadata = policy.path("metadata");
            rows.add(List.of(
                    policy.path("kind").asText(""),
                    metadata.path("namespace").asText("") + "/"
                            + metadata.path("name").asText(""),
                    policy.path("status").path("state").asText(""),
                    Conditions.of(policy, "Programmed").path("reason").asText("")));
        }
        String described = DescribedKind.TRAFFICTARGET
                .table(targets(management), List.of(SHOWN))
                .draw();
        return new Told(
                rows.size() + " policies are accepted and written to the clusters they concern",
                Tables.columns(rows) + "\nmeshctl describe traffictarget --search " + SHOWN + "\n" + described);
    }

    /** The first of them that does not say so yet: statuses of discovered objects wait until all are discovered. */
    private static Optional<String> untold(DemoCluster management) {
        for (JsonNode target : management.list(DemoKinds.TRAFFIC_TARGET, "", "")) {
            if (target.at("/spec/kubeService/ref/name").asText("").equals(SHOWN)
                    && target.at("/status/appliedTrafficPolicies").isEmpty()) {
                return Optional.of(target.at("/metadata/name").asText("") + " does not");
            }
        }
        return Optional.empty();
    }

    private static List<ManagementDocument> targets(DemoCluster management) {
        List<ManagementDocument> documents = new ArrayList<>();
        for (JsonNode target : management.list(DemoKinds.TRAFFIC_TARGET, "", "")) {
            JsonNode metadata = target.path("metadata");
            ObjectId id = new ObjectId(
                    ObjectId.MANAGEMENT,
                    DemoKinds.TRAFFIC_TARGET.groupKind(),
                    metadata.path("namespace").asText(""),
                    metadata.path("name").asText(""));
            documents.add(
                    new ManagementDocument(id, ((ObjectNode) target).put("kind", DemoKinds.TRAFFIC_TARGET.kind())));
        }
        return documents.stream().sorted().toList();
    }
}
