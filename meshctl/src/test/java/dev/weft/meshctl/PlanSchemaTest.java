// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl plan -o json} follows the schema that programs are told to rely on. */
class PlanSchemaTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Schema schema =
            SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(read());

    @TempDir
    private Path folder;

    private static JsonNode read() {
        try {
            return MAPPER.readTree(
                    Checkout.root().resolve("docs/reference/schemas/plan.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode plan() throws IOException {
        Path change = Files.writeString(folder.resolve("change.yaml"), """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: quick, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}]
                  requestTimeout: 7s
                ---
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: lost, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: nobody, namespace: bookinfo, clusterName: cluster-1}]}}]
                  requestTimeout: 7s
                ---
                {apiVersion: v1, kind: ConfigMap, metadata: {name: left-out, namespace: bookinfo}}
                """);
        StringWriter out = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute(
                        "plan",
                        "--snapshot",
                        Checkout.root().resolve("docs/demo/bookinfo").toString(),
                        "-f",
                        change.toString(),
                        "--delete",
                        "accesspolicy/bookinfo/reviews-read-ratings",
                        "-o",
                        "json");
        assertThat(code).isEqualTo(ExitCode.EFFECT);
        return MAPPER.readTree(out.toString());
    }

    private List<String> violations(JsonNode plan) {
        return schema.validate(plan).stream().map(Error::toString).toList();
    }

    @Test
    void aPlanWithEverySectionIsValid() throws IOException {
        JsonNode plan = plan();

        for (String section : new String[] {"objects", "policies", "risks", "ignored"}) {
            assertThat(plan.path(section)).as(section).isNotEmpty();
        }
        assertThat(plan.at("/findings/appearing")).isNotEmpty();
        assertThat(violations(plan)).isEmpty();
    }

    @Test
    void everyObjectIsNamedWithItsGroup() throws IOException {
        JsonNode plan = plan();
        List<String> groups = new ArrayList<>();
        for (JsonNode named : plan.findParents("kind")) {
            groups.add(
                    named.path("kind").asText() + " of " + named.path("group").asText("?"));
        }

        assertThat(new TreeSet<>(groups))
                .containsExactly(
                        "AccessPolicy of networking.mesh.gloo.solo.io",
                        "AuthorizationPolicy of security.istio.io",
                        "TrafficPolicy of networking.mesh.gloo.solo.io",
                        "VirtualService of networking.istio.io");
        ((ObjectNode) plan.findParent("kind")).remove("group");
        assertThat(violations(plan)).hasSize(1);
    }

    @Test
    void whatTheSchemaDoesNotKnowIsNotValid() throws IOException {
        ObjectNode added = (ObjectNode) plan();
        added.put("another", 1);
        assertThat(violations(added)).hasSize(1);

        ObjectNode other = (ObjectNode) plan();
        other.put("schemaVersion", 2);
        assertThat(violations(other)).hasSize(1);

        ObjectNode level = (ObjectNode) plan();
        ((ObjectNode) level.at("/risks/0")).put("level", "dreadful");
        assertThat(violations(level)).hasSize(1);
    }
}
