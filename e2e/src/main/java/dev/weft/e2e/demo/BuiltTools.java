// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.KubernetesTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of the demo, which are built before it starts and never by it: that takes minutes. */
record BuiltTools(KubernetesTools.Built kubernetes, IstioTools istio) {

    /** What is missing, and how it is built; empty when nothing is. */
    static Optional<String> missing(Path checkout) throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        if (KubernetesTools.of(checkout, false) instanceof KubernetesTools.Missing) {
            commands.add("e2e/tools/install        Kubernetes servers, 5 to 6 minutes");
        }
        if (IstioTools.ifBuilt(checkout).isEmpty()) {
            commands.add("e2e/tools/install istio  Istio and Envoy, 6 to 7 minutes");
        }
        return commands.isEmpty()
                ? Optional.empty()
                : Optional.of("the programs that run then are built once, on 2 free cores by\n  "
                        + String.join("\n  ", commands)
                        + "\nThat needs Go 1.26 or newer, which then stays on the PATH, and Python 3 with pip.");
    }

    /** @throws IOException when something is missing */
    static BuiltTools of(Path checkout) throws IOException, InterruptedException {
        Optional<IstioTools> istio = IstioTools.ifBuilt(checkout);
        if (istio.isPresent() && KubernetesTools.of(checkout, false) instanceof KubernetesTools.Built kubernetes) {
            return new BuiltTools(kubernetes, istio.get());
        }
        throw new IOException("programs of e2e/tools/install have gone");
    }
}
