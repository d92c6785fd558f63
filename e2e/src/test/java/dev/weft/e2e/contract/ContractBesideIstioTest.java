// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.contract;

import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.SandboxServers;
import dev.weft.testkit.Checkout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * kube-sandbox keeps its contract while an istiod reconciles what is there, with its webhook registered; and istiod still follows what is
 * written when the suite has done its worst.
 */
@Tag("e2e")
class ContractBesideIstioTest {

    private static final String CLUSTER = "contract";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TestFactory
    Stream<DynamicTest> holdsWhileIstiodReconciles(@TempDir Path folder) throws Exception {
        try (MeshLab lab = MeshLab.start(
                SandboxServers.start(List.of(CLUSTER)),
                IstioTools.of(Checkout.root()),
                Map.of(CLUSTER, List.of(Pod.client("client"), Pod.server("reviews", "v1"))),
                Path.of("target/e2e/ContractBesideIstioTest"))) {
            LabCluster cluster = lab.cluster(CLUSTER);
            awaitAnswer(cluster, 200);
            // Collected while istiod runs.
            List<DynamicTest> tests =
                    ContractSuite.run(cluster.server(), folder).toList();
            cluster.objects().apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews, namespace: bookinfo}
                spec:
                  hosts: [reviews.bookinfo.svc.cluster.local]
                  http:
                    - directResponse: {status: 418}
                """);
            awaitAnswer(cluster, 418);
            return tests.stream();
        }
    }

    private static void awaitAnswer(LabCluster cluster, int status) throws InterruptedException {
        Awaiting.steadily("requests are answered " + status, LONGEST, 3, () -> {
            HttpAnswer answer = cluster.workload("client").call("reviews", "/").send();
            return answer.status() == status ? Optional.empty() : Optional.of(answer.toString());
        });
    }
}
