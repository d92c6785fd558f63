// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The installed kubectl against a server; skipped, visibly, where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
    private static final String CRD = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.demo.io}
            spec:
              group: demo.io
              scope: Namespaced
              names: {plural: things, kind: Thing, shortNames: [th]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, description: What is wanted., properties: {size: {type: integer, description: How big.}}}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: "nginx:1.25"}]}
            """;

    private Sandbox sandbox;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        folder = shared;
        try {
            new ProcessBuilder("kubectl", "version", "--client").start().waitFor();
        } catch (IOException e) {
            System.err.println("SKIPPED: tests with kubectl, which is not installed");
            Assumptions.abort("no kubectl");
        }
        sandbox = Sandbox.start(SandboxOptions.named("kubectl"));
        Files.writeString(folder.resolve("kubeconfig"), sandbox.kubeconfig());
    }

    @AfterAll
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private record Ran(int exit, String out) {}

    /** A lone {@code -} after {@code -f} reads the text. */
    private Ran kubectl(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", folder.resolve("kubeconfig").toString()));
        command.addAll(List.of("--cache-dir", folder.resolve("cache").toString(), "--request-timeout=20s"));
        command.addAll(List.of(arguments));
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }

    private String ok(String... arguments) throws Exception {
        return okWith("", arguments);
    }

    private String okWith(String input, String... arguments) throws Exception {
        Ran ran = kubectl(input, arguments);
        assertThat(ran.exit())
                .as(String.join(" ", arguments) + "\n" + ran.out())
                .isZero();
        return ran.out();
    }

    @Test
    void createsBuiltInKindsByProtobuf() throws Exception {
        ok("create", "namespace", "made");
        ok("create", "configmap", "c", "--from-literal=a=b", "-n", "made");
        ok("create", "secret", "generic", "s", "--from-literal=a=b", "-n", "made");
        ok("create", "deployment", "d", "--image=nginx:1", "-n", "made");
        ok("create", "service", "clusterip", "svc", "--tcp=80:8080", "-n", "made");
        ok("create", "serviceaccount", "robot", "-n", "made");
        ok("create", "role", "r", "--verb=get", "--resource=pods", "-n", "made");
        ok("create", "rolebinding", "rb", "--role=r", "--serviceaccount=made:robot", "-n", "made");
        ok("create", "clusterrole", "cr", "--verb=get", "--resource=nodes");
        ok("create", "clusterrolebinding", "crb", "--clusterrole=cr", "--user=bob");
        assertThat(ok("create", "token", "robot", "-n", "made")).startsWith("ey");
        assertThat(ok("get", "secret", "s", "-n", "made", "-o", "jsonpath={.data.a}"))
                .isEqualTo("Yg==");
        assertThat(ok("get", "svc", "svc", "-n", "made", "-o", "jsonpath={.spec.ports[0].targetPort}"))
                .isEqualTo("8080");
        assertThat(ok("get", "all", "-n", "made")).contains("deployment.apps/d", "service/svc");
        assertThat(ok("auth", "can-i", "get", "pods", "-n", "made", "--as=system:serviceaccount:made:robot"))
                .contains("yes");
        Ran no = kubectl("", "auth", "can-i", "delete", "pods", "-n", "made", "--as=system:serviceaccount:made:robot");
        assertThat(no.out()).contains("no");
        ok("delete", "namespace", "made");
        assertThat(kubectl("", "get", "namespace", "made").out()).contains("NotFound");
    }

    @Test
    void appliesDiffsPatchesAndWaits() throws Exception {
        assertThat(okWith(DEPLOYMENT, "apply", "-f", "-")).contains("deployment.apps/web created");
        assertThat(okWith(DEPLOYMENT, "apply", "-f", "-")).contains("unchanged");
        Ran diff = kubectl(DEPLOYMENT.replace("1.25", "1.26"), "diff", "-f", "-");
        assertThat(diff.exit()).isEqualTo(1);
        assertThat(diff.out()).contains("+        - image: nginx:1.26".replace("        -", "      -"));
        assertThat(okWith(DEPLOYMENT.replace("1.25", "1.26"), "apply", "-f", "-"))
                .contains("configured");
        Ran conflict = kubectl(DEPLOYMENT, "apply", "--server-side", "--field-manager=other", "-f", "-");
        assertThat(conflict.out()).contains("conflict with \"kubectl-client-side-apply\"");
        okWith(DEPLOYMENT, "apply", "--server-side", "--force-conflicts", "--field-manager=other", "-f", "-");
        ok(
                "patch",
                "deployment",
                "web",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}],\"readyReplicas\":2}}");
        ok("wait", "--for=condition=Available", "deployment/web", "--timeout=10s");
        assertThat(ok("get", "deployment", "web")).contains("2/2");
        ok("scale", "deployment", "web", "--replicas=5");
        ok("label", "deployment", "web", "a=b");
        ok("annotate", "deployment", "web", "note=x");
        assertThat(ok("describe", "deployment", "web")).contains("5 desired", "nginx:1.25");
        assertThat(ok("delete", "deployment", "web")).contains("deleted");
    }

    @Test
    void takesOverServerSideWhatWasAppliedByTheClient() throws Exception {
        String other = DEPLOYMENT.replace("web", "taken");
        okWith(other, "apply", "-f", "-");
        assertThat(okWith(other, "apply", "--server-side", "-f", "-"))
                .isEqualTo("deployment.apps/taken serverside-applied\n");
        assertThat(ok("get", "deployment", "taken", "-o", "jsonpath={.spec.template.metadata.labels}"))
                .isEqualTo("{\"app\":\"taken\"}");
    }

    @Test
    void knowsCustomKinds() throws Exception {
        okWith(CRD, "apply", "-f", "-");
        ok("wait", "--for=condition=Established", "crd/things.demo.io", "--timeout=10s");
        String thing = "apiVersion: demo.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: {size: 3}\n";
        okWith(thing, "apply", "--server-side", "-f", "-");
        assertThat(ok("get", "th")).containsPattern("NAME\\s+SIZE").containsPattern("t\\s+3");
        assertThat(ok("explain", "thing.spec.size")).contains("How big.");
        assertThat(ok("explain", "deployment.spec.strategy")).contains("rollingUpdate");
        Ran strict = kubectl(thing.replace("size: 3", "size: 3, zzz: 1"), "apply", "-f", "-");
        assertThat(strict.out()).contains("unknown field \"spec.zzz\"");
        assertThat(ok("api-resources")).contains("things");
        assertThat(ok("get", "--raw", "/apis/demo.io/v1/namespaces/default/things/t"))
                .contains("\"size\":3");
        ok("delete", "crd", "things.demo.io");
        // Which words it finds depends on what it has cached of the discovery.
        assertThat(kubectl("", "get", "things").exit()).isNotZero();
    }
}
