// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The programs that {@code e2e/tools/install} builds.
 */
public sealed interface KubernetesTools {

    /**
     * They are there.
     *
     * @param folder holds {@code etcd}, {@code kube-apiserver}, {@code kube-controller-manager} and {@code kubectl}
     */
    record Built(Path folder) implements KubernetesTools {

        Path program(String name) {
            return folder.resolve(name);
        }
    }

    /**
     * They are not, and cannot be built here.
     *
     * @param reason one sentence for the person who reads the test report
     */
    record Missing(String reason) implements KubernetesTools {}

    /**
     * Asks the script for them. Its progress goes to this process's stderr.
     *
     * @param repository folder of the checkout
     * @param build build them if they are not built yet, which takes minutes
     * @throws IOException when the script cannot be started or the build fails
     */
    static KubernetesTools of(Path repository, boolean build) throws IOException, InterruptedException {
        InstallScript script = InstallScript.run(repository, "kube", build);
        return switch (script.exitCode()) {
            case 0 -> new Built(Path.of(script.printed()));
            case InstallScript.NO_TOOLCHAIN ->
                new Missing("Go is missing or too old, so the real Kubernetes servers cannot be built");
            default -> new Missing("the real Kubernetes servers are not built; run e2e/tools/install once");
        };
    }
}
