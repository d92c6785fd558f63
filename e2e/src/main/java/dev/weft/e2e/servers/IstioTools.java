// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs that {@code e2e/tools/install istio} builds or fetches, and the files of Istio that they read.
 *
 * @param folder holds all of them
 */
public record IstioTools(Path folder) {

    /**
     * Builds them if they are not built yet, which takes minutes.
     *
     * @param repository folder of the checkout
     * @throws IOException when they cannot be had; the message says what is missing
     */
    public static IstioTools of(Path repository) throws IOException, InterruptedException {
        InstallScript script = InstallScript.run(repository, "istio", true);
        if (script.exitCode() != 0) {
            throw new IOException(
                    "Istio and Envoy cannot be built here: Go 1.26 or newer and Python 3 with pip are needed");
        }
        return new IstioTools(Path.of(script.printed()));
    }

    /** Those that are built already; empty when they are not. */
    public static Optional<IstioTools> ifBuilt(Path repository) throws IOException, InterruptedException {
        InstallScript script = InstallScript.run(repository, "istio", false);
        return script.exitCode() == 0 ? Optional.of(new IstioTools(Path.of(script.printed()))) : Optional.empty();
    }

    /** istiod. */
    public Path pilotDiscovery() {
        return folder.resolve("pilot-discovery");
    }

    /** What starts Envoy in a pod and keeps its certificate. */
    public Path pilotAgent() {
        return folder.resolve("pilot-agent");
    }

    public Path envoy() {
        return folder.resolve("envoy");
    }

    /** Template of Envoy's first configuration. */
    public Path bootstrap() {
        return folder.resolve("envoy_bootstrap.json");
    }

    /** YAML with the kinds of Istio. */
    public Path kinds() {
        return folder.resolve("crd-all.gen.yaml");
    }
}
