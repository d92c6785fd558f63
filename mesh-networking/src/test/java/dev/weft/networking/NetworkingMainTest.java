// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking;

import dev.weft.testkit.process.OperatorUnderSignal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process of its own. */
final class NetworkingMainTest {

    @Test
    @Timeout(180)
    void aSignalLetsItFinishItsWriteGiveItsLeaseBackAndEndWithZero(@TempDir Path folder) throws Exception {
        String policies = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/trafficpolicies";
        String policy = """
                {"apiVersion": "networking.mesh.gloo.solo.io/v1alpha2", "kind": "TrafficPolicy",
                 "metadata": {"name": "retries"}, "spec": {"retries": {"attempts": 2}}}""";
        try (OperatorUnderSignal operator =
                new OperatorUnderSignal(NetworkingMain.class, "mesh-networking", policies, policy, folder)) {

            operator.endsInOrderWhileItWrites("trafficpolicies/status");
        }
    }
}
