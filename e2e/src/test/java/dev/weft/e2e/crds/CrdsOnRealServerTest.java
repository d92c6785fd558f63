// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.Kubectl;
import dev.weft.e2e.servers.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed CRDs on a real API server: accepted both ways, and meaning what the API says. */
class CrdsOnRealServerTest {

    private static final Path CRDS = Path.of("../api-crds/crds");

    private static Path folder;

    private static ApiServers servers;
    private static Kubectl clientSide;
    private static Kubectl serverSide;

    @BeforeAll
    static void applyBothWays(@TempDir Path temp) throws Exception {
        folder = temp;
        var tools = RealServers.tools();
        servers = ApiServers.start(tools, false, List.of("client-side", "server-side"));
        clientSide = Kubectl.of(tools, servers.server("client-side"), folder);
        serverSide = Kubectl.of(tools, servers.server("server-side"), folder);
        clientSide.must("apply", "-f", CRDS.toString());
        serverSide.must("apply", "--server-side", "-f", CRDS.toString());
        for (Kubectl kubectl : List.of(clientSide, serverSide)) {
            kubectl.must(
                    "wait", "--for=condition=Established", "--timeout=60s", "crd", "-l", "app.kubernetes.io/name=weft");
        }
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void areAcceptedAndRestoredUnchanged() throws Exception {
        for (Kubectl kubectl : List.of(clientSide, serverSide)) {
            assertThat(kubectl.must("get", "crd", "-o", "name").lines()).hasSize(12);
            assertThat(kubectl.must(
                            "get",
                            "crd",
                            "-o",
                            "jsonpath={.items[*].status.conditions[?(@.type==\"NonStructuralSchema\")].message}"))
                    .isEmpty();
        }
        assertThat(serverSide.must("diff", "--server-side", "-f", CRDS.toString()))
                .isEmpty();
    }

    @Test
    void aPolicyKeepsWhatItSaysAndWhetherItSaysIt() throws Exception {
        clientSide.must("apply", "-f", write("presence.yaml", """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata:
              name: presence
              namespace: default
            spec:
              httpRequestMatchers:
                - prefix: /
                  method: {}
              requestTimeout: 1m30.5s
              retries: {}
              corsPolicy:
                allowCredentials: false
              faultInjection:
                percentage: 0
                fixedDelay: "-.5h"
              mtls:
                istio: {}
            """));
        assertThat(clientSide.must("get", "tpol", "presence", "-o", "jsonpath={.spec}"))
                .isEqualTo("{\"corsPolicy\":{\"allowCredentials\":false},"
                        + "\"faultInjection\":{\"fixedDelay\":\"-.5h\",\"percentage\":0},"
                        + "\"httpRequestMatchers\":[{\"method\":{},\"prefix\":\"/\"}],"
                        + "\"mtls\":{\"istio\":{}},\"requestTimeout\":\"1m30.5s\",\"retries\":{}}");
    }

    @Test
    void twoMembersOfAOneofAreRefused() throws Exception {
        assertThat(refused("oneof", "httpRequestMatchers: [{prefix: /a, exact: /b}]"))
                .contains("spec.httpRequestMatchers[0]");
        assertThat(refused("fault", "faultInjection: {fixedDelay: 1s, abort: {httpStatus: 500}}"))
                .contains("spec.faultInjection");
    }

    @Test
    void badDurationsEnumsAndNumbersAreRefusedWithTheirField() throws Exception {
        assertThat(refused("duration", "requestTimeout: 5 seconds")).contains("spec.requestTimeout");
        assertThat(refused("enum", "mtls: {istio: {tlsMode: MUTUAL}}")).contains("spec.mtls.istio.tlsMode");
        assertThat(refused("negative", "trafficShift: {destinations: [{weight: -1}]}"))
                .contains("spec.trafficShift.destinations[0].weight");
        assertThat(refused("type", "retries: {attempts: three}")).contains("spec.retries.attempts");
    }

    @Test
    void anUnknownFieldIsToldAndPruned() throws Exception {
        String text = policy("unknown", "requestTimeout: 1s\n  requestTimeuot: 2s");
        assertThat(clientSide.run("apply", "-f", write("unknown.yaml", text)).printed())
                .contains("unknown field \"spec.requestTimeuot\"");
        clientSide.must("apply", "--validate=false", "-f", write("unknown.yaml", text));
        assertThat(clientSide.must("get", "tpol", "unknown", "-o", "jsonpath={.spec}"))
                .isEqualTo("{\"requestTimeout\":\"1s\"}");
    }

    @Test
    void statusIsASubresourceAndConditionsHaveSeveralWriters() throws Exception {
        serverSide.must("apply", "-f", write("status.yaml", policy("status", "requestTimeout: 1s")));
        for (String type : List.of("Accepted", "Programmed")) {
            serverSide.must(
                    "apply",
                    "--server-side",
                    "--subresource=status",
                    "--field-manager=" + type,
                    "-f",
                    write(type + ".yaml", """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata:
                  name: status
                  namespace: default
                status:
                  conditions:
                    - type: %s
                      status: "True"
                      reason: Test
                      message: written by %s
                      lastTransitionTime: "2026-01-01T00:00:00Z"
                """.formatted(type, type)));
        }
        assertThat(serverSide.must("get", "tpol", "status", "-o", "jsonpath={.status.conditions[*].type}"))
                .isEqualTo("Accepted Programmed");
        assertThat(serverSide.must("get", "tpol", "status", "-o", "jsonpath={.spec} {.metadata.generation}"))
                .isEqualTo("{\"requestTimeout\":\"1s\"} 1");
    }

    @Test
    void kubectlShowsColumnsAndExplainsFields() throws Exception {
        clientSide.must("apply", "-f", write("shown.yaml", policy("shown", "requestTimeout: 1s")));
        assertThat(clientSide.must("get", "weft", "-n", "default"))
                .contains("trafficpolicy.networking.mesh.gloo.solo.io/shown");
        assertThat(clientSide.must("get", "tpol", "shown").lines().findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line.split("\\s+")).containsExactly("NAME", "STATE", "READY", "REASON", "AGE"));
        assertThat(clientSide.must("explain", "tpol.spec.retries.attempts")).contains("How often to try again");
    }

    private static String refused(String name, String spec) throws Exception {
        Kubectl.Answer answer = clientSide.run("apply", "-f", write(name + ".yaml", policy(name, spec)));
        assertThat(answer.exitCode()).as(answer.printed()).isNotZero();
        return answer.printed();
    }

    private static String policy(String name, String spec) {
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata:
              name: %s
              namespace: default
            spec:
              %s
            """.formatted(name, spec);
    }

    private static String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
