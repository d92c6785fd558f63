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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl validate -o json} follows the schema that programs are told to rely on. */
class ValidateSchemaTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private JsonNode report() throws IOException {
        Path file = Files.writeString(folder.resolve("objects.yaml"), """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: late, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: cluster-1}]}}]
                  outlierDetection: {consecutiveErrors: 77}
                ---
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: refused, namespace: bookinfo}
                spec: {requestTimeout: soon}
                ---
                {apiVersion: v1, kind: Namespace, metadata: {name: skipped}}
                ---
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: west, namespace: gloo-mesh}
                """);
        Meshctl.Run run = Meshctl.run(
                "validate",
                "--snapshot",
                Checkout.root().resolve("docs/demo/bookinfo").toString(),
                "-f",
                file.toString(),
                "-o",
                "json");
        assertThat(run.code()).as(run.toString()).isEqualTo(ExitCode.REJECTED);
        return MAPPER.readTree(run.out());
    }

    private static List<String> violations(JsonNode report) throws IOException {
        Path file = Checkout.root().resolve("docs/reference/schemas/validate.json");
        Schema schema = SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(MAPPER.readTree(file.toFile()));
        return schema.validate(report).stream().map(Error::toString).toList();
    }

    @Test
    void aReportWithEverySectionIsValid() throws IOException {
        JsonNode report = report();

        assertThat(report.path("others")).isNotEmpty();
        assertThat(report.path("objects")).hasSize(4);
        assertThat(violations(report)).isEmpty();
    }

    @Test
    void whatTheSchemaDoesNotKnowIsNotValid() throws IOException {
        ObjectNode added = (ObjectNode) report();
        added.put("another", 1);
        assertThat(violations(added)).hasSize(1);

        ObjectNode verdict = (ObjectNode) report();
        ((ObjectNode) verdict.at("/objects/0")).put("verdict", "fine");
        assertThat(violations(verdict)).hasSize(1);

        ObjectNode code = (ObjectNode) report();
        ((ObjectNode) code.at("/objects/0/findings/0")).remove("code");
        assertThat(violations(code)).hasSize(1);
    }
}
