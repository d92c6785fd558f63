// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl demo} in this process. */
@Timeout(180)
class DemoCommandTest {

    /** Not those of the common pool, which HTTP clients need and two demos would keep. */
    private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

    private record Outcome(int code, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void twoDemosAtOnceTellTheWholeStoryAndLeaveTheirFiles() throws Exception {
        CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(
                () -> demo("--dir", folder.resolve("a").toString(), "-o", "json"), THREADS);
        CompletableFuture<Outcome> second = CompletableFuture.supplyAsync(
                () -> demo("--dir", folder.resolve("b").toString(), "--register-mgmt"), THREADS);

        assertThat(first.join().code()).as(first.join().err()).isZero();
        assertThat(second.join().code()).as(second.join().err()).isZero();
        assertThat(second.join().out())
                .contains(
                        "3 clusters are registered",
                        "nothing is lost",
                        "~ VirtualService bookinfo/reviews, - AuthorizationPolicy bookinfo/ratings",
                        "AccessWidened, AuthorizationPolicy bookinfo/ratings on cluster-2 is deleted",
                        "VirtualMesh gloo-mesh/shop: ACCEPTED, Programmed",
                        "20 %  reviews.bookinfo.svc.cluster-2.global  version-v3",
                        "reviews-failover.bookinfo.global: ACCEPTED, Programmed",
                        "GET /reviews/* by cluster-1.example/ns/bookinfo/sa/bookinfo-productpage",
                        "in this process, with 2 stand-ins for istiod",
                        "IssuedCertificate weft-agent/istiod-istio-system-cluster-1        FINISHED, SERVED",
                        "IssuedCertificate weft-agent/istiod-1-27-istio-system-cluster-2   FINISHED, SERVED");
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("a/demo.json").toFile());
        assertThat(report).isEqualTo(new ObjectMapper().readTree(first.join().out()));
        assertThat(report.path("ready").asBoolean()).isTrue();
        assertThat(report.path("kubeconfigs")).hasSize(3);
        assertThat(report.path("metrics")).hasSize(2);
        assertThat(report.path("steps").findValuesAsText("name"))
                .endsWith("drift", "cut-off", "plan", "federation", "shift", "failover", "access", "trust");
        assertThat(report.path("editToWriteMs")).hasSize(20);
        assertThat(report.path("policies"))
                .hasSize(13)
                .allSatisfy(policy -> assertThat(policy.path("state").asText()).isEqualTo("ACCEPTED"));
        Path kubeconfig = folder.resolve("a/mgmt.kubeconfig");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatHasNotComeToBeIsNamed() throws Exception {
        Outcome outcome = demo("--dir", folder.toString(), "--timeout", "1s");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("within 1 s", "instead:", "--timeout");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("demo.json").toFile())
                        .path("ready")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void wrongUseIsToldApart() throws Exception {
        assertThat(demo("--timeout", "soon").code()).isEqualTo(2);
        assertThat(demo("--real").code()).isEqualTo(2);
        assertThat(demo("--real").err()).contains("from a checkout of the source");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(demo("--dir", file.toString()).code()).isEqualTo(2);
    }

    private static Outcome demo(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = new String[options.length + 1];
        arguments[0] = "demo";
        System.arraycopy(options, 0, arguments, 1, options.length);
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}
