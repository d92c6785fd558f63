// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.contract;

import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.RealServers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract suite of kube-sandbox against a real kube-apiserver with its controller manager: what the suite says of the sandbox is
 * true of Kubernetes. The suite is the same classes; each of their tests is reported here once more.
 */
class ContractOnRealServerTest {

    @TestFactory
    Stream<DynamicTest> holdsTheSandboxToTheRealThing(@TempDir Path folder) throws Exception {
        try (ApiServers servers = ApiServers.start(RealServers.tools(), true, List.of("contract"))) {
            return ContractSuite.run(servers.server("contract"), folder);
        }
    }
}
