// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.meshctl.register.Registration;
import dev.weft.meshctl.register.RegistrationRequest;
import dev.weft.runtime.process.OperatorProgram;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Collections;
import java.util.Optional;

/** Registers clusters as {@code meshctl cluster register} does, by the kubeconfigs of the demo's folder. */
final class Registrar {

    private Registrar() {}

    static void register(World world, String name)
            throws CommandFailedException, InterruptedException, UnusableKubeconfigException {
        RegistrationRequest request = new RegistrationRequest(
                name,
                DemoPlane.NAMESPACE,
                DemoPlane.NAMESPACE,
                "cluster.local",
                Optional.empty(),
                false,
                agent(world, name),
                false);
        try (Cluster management = open(world, World.MANAGEMENT);
                Cluster cluster = open(world, name)) {
            new Registration(request, management, cluster, world.access(name), silent()).run();
        }
    }

    /** Where no agent is to run its kinds are installed all the same. */
    private static AgentWish agent(World world, String name) {
        return world.stage().handshakes(name).isEmpty()
                ? AgentWish.KINDS
                : new AgentWish(
                        true,
                        Optional.of("weft/cert-agent:" + OperatorProgram.version()),
                        Optional.empty(),
                        Collections.emptySortedSet());
    }

    /** A cluster as the user of a kubeconfig sees it. */
    static Cluster open(World world, String name) throws UnusableKubeconfigException {
        return Cluster.open(name, world.access(name).endpoint(), OperatorProgram.version());
    }

    /** The demo tells a registration in one line. */
    static Progress silent() {
        return new Progress(new PrintWriter(Writer.nullWriter()), false);
    }
}
