// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.testkit.process.OperatorUnderSignal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process of its own. */
final class DiscoveryMainTest {

    @Test
    @Timeout(180)
    void aSignalLetsItFinishItsWriteGiveItsLeaseBackAndEndWithZero(@TempDir Path folder) throws Exception {
        String clusters = "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters";
        String cluster = """
                {"apiVersion": "multicluster.solo.io/v1alpha1", "kind": "KubernetesCluster",
                 "metadata": {"name": "east"}, "spec": {"secretName": "east"}}""";
        try (OperatorUnderSignal operator =
                new OperatorUnderSignal(DiscoveryMain.class, "mesh-discovery", clusters, cluster, folder)) {

            operator.endsInOrderWhileItWrites("kubernetesclusters/status");
        }
    }
}
