// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The server under test: a Sandbox of its own, or the server that {@code -Dweft.contract.url}, {@code .token} (of a member
 * of system:masters) and {@code .ca} (PEM file) name. {@code -Dweft.contract.controllers=false} says that no controller
 * manager runs there.
 *
 * @param url base URL
 * @param token bearer token of an administrator
 * @param authority PEM of its CA
 */
record ContractTarget(String url, String token, String authority, boolean controllers, Runnable end) {

    static ContractTarget open() throws IOException {
        String url = System.getProperty("weft.contract.url", "");
        if (!url.isEmpty()) {
            boolean controllers = Boolean.parseBoolean(System.getProperty("weft.contract.controllers", "true"));
            String authority = Files.readString(Path.of(System.getProperty("weft.contract.ca")));
            return new ContractTarget(url, System.getProperty("weft.contract.token"), authority, controllers, () -> {});
        }
        Sandbox sandbox = Sandbox.start(SandboxOptions.named("contract"));
        return new ContractTarget(
                sandbox.url(),
                sandbox.identity().adminToken(),
                sandbox.identity().authorityPem(),
                true,
                sandbox::close);
    }

    static boolean isSandbox() {
        return System.getProperty("weft.contract.url", "").isEmpty();
    }

    void needControllers() {
        Assumptions.assumeTrue(controllers, "no controller manager runs there");
    }

    void close() {
        end.run();
    }
}
