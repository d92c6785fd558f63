// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Istio's webhook refuses what the plane writes, because an admission policy of the cluster has spoilt it on its way there. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class RefusedOutputScenarioTest {

    private static final int REFUSED = 400;
    private static final String SPOIL = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: spoil}
        spec:
          matchConstraints:
            resourceRules:
              - apiGroups: [networking.istio.io]
                apiVersions: ["*"]
                operations: [CREATE, UPDATE]
                resources: [virtualservices]
          failurePolicy: Fail
          reinvocationPolicy: Never
          mutations:
            - patchType: JSONPatch
              jsonPatch:
                expression: '[JSONPatch{op: "remove", path: "/spec/http/0/route"}]'
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: spoil}
        spec: {policyName: spoil}
        """;

    /** Tells whether it works already. */
    private static final String PROBE = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: probe, namespace: bookinfo}
        spec:
          hosts: [probe.bookinfo.svc.cluster.local]
          http: [{route: [{destination: {host: probe.bookinfo.svc.cluster.local}}]}]
        """;

    private final MeshWorld world;

    RefusedOutputScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.east().objects().delete(SPOIL);
        world.east().objects().delete(PROBE);
        world.clear();
    }

    @Test
    void itIsReportedWithTheReasonAndTriedAgainWhenThePolicyIsEdited() throws Exception {
        awaitSpoilt();
        int before = attempts();
        ObjectNode policy = abort("418");
        JsonNode programmed = world.plane().awaitCondition(policy, "Programmed", "False");
        assertThat(programmed.path("reason").asText()).isEqualTo("Refused");
        assertThat(programmed.path("message").asText()).contains("east", "denied the request");
        assertThat(world.plane().status(policy).path("state").asText()).isEqualTo("FAILED");
        // While the plane has other things to do, it does not come back to what was refused.
        for (int edit = 1; edit <= 10; edit++) {
            world.plane().apply(Policies.traffic("reviews", "west", "requestTimeout: " + edit + "s"));
        }
        assertThat(attempts()).isEqualTo(before + 1);
        world.east().objects().delete(SPOIL);
        awaitTaken();
        world.plane().awaitCondition(abort("419"), "Programmed", "True");
        awaitStatus(world.client().call("reviews", "/"), 419);
    }

    private ObjectNode abort(String status) throws Exception {
        return world.plane()
                .objects()
                .apply(Policies.traffic("reviews", "east", "faultInjection: {abort: {httpStatus: " + status + "}}"))
                .getFirst();
    }

    private void awaitSpoilt() throws Exception {
        world.east().objects().apply(SPOIL);
        Awaiting.steadily("VirtualServices are refused", Plane.LONGEST, 3, () -> {
            try {
                world.east().objects().apply(PROBE);
                world.east().objects().delete(PROBE);
                return Optional.of("they are taken");
            } catch (ApiException e) {
                return e.code() == REFUSED ? Optional.empty() : Optional.of(e.toString());
            }
        });
    }

    private void awaitTaken() throws Exception {
        Awaiting.steadily("VirtualServices are taken", Plane.LONGEST, 3, () -> {
            world.east().objects().apply(PROBE);
            world.east().objects().delete(PROBE);
            return Optional.empty();
        });
    }

    /** How often the plane has tried to write a VirtualService on east; each attempt is a line of its log. */
    private int attempts() throws IOException {
        try (Stream<String> lines = Files.lines(world.lab().reports().resolve("logs/mesh-networking.log"))) {
            return (int) lines.filter(line -> line.contains("Applier")
                            && line.contains("VirtualService")
                            && line.contains("cluster=east"))
                    .count();
        }
    }
}
