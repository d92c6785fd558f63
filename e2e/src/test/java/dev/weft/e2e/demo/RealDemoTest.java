// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.mesh.JavaProgram;
import dev.weft.e2e.mesh.Listeners;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.Kubectl;
import dev.weft.e2e.servers.RealServers;
import dev.weft.e2e.servers.Reaper;
import dev.weft.meshctl.Main;
import dev.weft.testkit.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl demo --real}, as a process of its own. */
class RealDemoTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Pattern PRODUCTPAGE = Pattern.compile("http://(127[.0-9]+):9080/reviews/1");

    /** Three API servers, etcd, two istiods and 11 pilot-agents, each with an Envoy. */
    private static final int PROGRAMS = 3 + 1 + 2 + 11 + 11;

    @TempDir
    private Path folder;

    /** With {@code --keep}, so that a user can try a policy when the story is over. */
    @Test
    @Tag("e2e")
    void theStoryEndsWithRequestsAndAUsersOwnPolicyIsSeenByTheNextOnes() throws Exception {
        RealServers.tools();
        IstioTools.of(Checkout.root());
        Path story = folder.resolve("story.txt");
        Process demo = demo(story, "--keep", "--dir", folder.toString(), "--timeout", "300s");
        try (Reaper reaper = new Reaper(folder.resolve("of-the-reaper"))) {
            reaper.watch(demo); // with --keep it would stay for ever after a test that is killed
            BufferedReader out = demo.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine())
                    .as(() -> text(story))
                    .isEqualTo("READY " + folder.toRealPath().resolve("demo.json"));
            List<ProcessHandle> programs = demo.descendants().toList();
            assertThat(programs).hasSizeGreaterThanOrEqualTo(PROGRAMS);
            assertThat(Listeners.beyondLoopback()).isEmpty();
            assertReport();
            assertThat(text(story))
                    .contains(
                            "with 2 istiods and 11 Envoys",
                            "2 meshes are discovered",
                            "nothing is lost",
                            "200 requests for reviews are answered by reviews-v1 (",
                            "200 productpage-v1",
                            "called by spiffe://cluster-2.example/ns/bookinfo/sa/bookinfo-reviews",
                            "403",
                            "Both istiods sign under one root",
                            "has no global name",
                            "200 reviews-v3",
                            "called by spiffe://cluster-1.example/ns/bookinfo/sa/bookinfo-productpage",
                            "reviews-failover, while reviews of cluster-1 fail");

            userLetsDetailsBrewTea();
            Matcher client = PRODUCTPAGE.matcher(text(story));
            assertThat(client.find()).isTrue();
            awaitTea(client.group(1));

            demo.toHandle().destroy(); // unlike the process itself it leaves the pipes open
            assertThat(demo.waitFor()).isZero();
            assertThat(out.readLine()).isNull();
            Awaiting.until(
                    "no program survives",
                    LONGEST,
                    () -> programs.stream()
                            .filter(ProcessHandle::isAlive)
                            .map(program -> program.info().commandLine().orElse("" + program.pid()))
                            .findFirst());
        } finally {
            demo.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatIsNotBuiltIsNamedWithTheTimeThatItTakes() throws Exception {
        Path story = folder.resolve("story.txt");
        ProcessBuilder builder = builder("--dir", folder.toString()).redirectError(story.toFile());
        builder.environment().put("WEFT_E2E_TOOLS", folder.resolve("none").toString());
        assertThat(builder.start().waitFor()).isEqualTo(2);
        assertThat(text(story))
                .contains("e2e/tools/install  ", "5 to 6 minutes", "e2e/tools/install istio", "6 to 7 minutes");
    }

    private static Process demo(Path story, String... options) throws IOException {
        return builder(options).redirectError(story.toFile()).start();
    }

    private static ProcessBuilder builder(String... options) throws IOException {
        List<String> command = new ArrayList<>(JavaProgram.meshctl(Main.class, "demo", "--real"));
        command.add(1, "-D" + RealStage.CHECKOUT + "=" + Checkout.root());
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private void assertReport() throws IOException {
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("demo.json").toFile());
        assertThat(report.path("ready").asBoolean()).isTrue();
        assertThat(report.path("steps").findValuesAsText("name"))
                .containsExactly(
                        "clusters",
                        "install",
                        "operators",
                        "register",
                        "discover",
                        "policies",
                        "outputs",
                        "edit",
                        "drift",
                        "cut-off",
                        "plan",
                        "requests",
                        "federation",
                        "shift",
                        "failover",
                        "access",
                        "requests-across");
        assertThat(report.path("policies"))
                .hasSize(13)
                .allSatisfy(policy -> assertThat(policy.path("state").asText()).isEqualTo("ACCEPTED"));
        assertThat(report.path("editToWriteMs")).hasSize(20);
    }

    private void userLetsDetailsBrewTea() throws Exception {
        Path policy = Files.writeString(folder.resolve("tea.yaml"), """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: tea, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: details, namespace: bookinfo, clusterName: cluster-1}]}}]
                  faultInjection: {abort: {httpStatus: 418}}
                """);
        Kubectl.of(RealServers.tools(), folder.resolve("mgmt.kubeconfig")).must("apply", "-f", policy.toString());
    }

    /** @param client where the proxy of productpage takes its requests */
    private static void awaitTea(String client) throws InterruptedException {
        HttpCall call =
                HttpCall.get(client, 9080, "/details/1").with("host", "details.bookinfo.svc.cluster.local:9080");
        Awaiting.steadily("details answers 418", LONGEST, 3, () -> {
            HttpAnswer answer = call.send();
            return answer.status() == 418 ? Optional.empty() : Optional.of(answer.toString());
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
