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
import java.util.Optional;

/** Registers clusters as {@code meshctl cluster register} does, by the kubeconfigs of the demo's folder. */
final class Registrar {

    private Registrar() {}

    static void register(World world, String name)
            throws CommandFailedException, InterruptedException, UnusableKubeconfigException {
        // Its clusters run no pods, and so no agent.
        RegistrationRequest request = new RegistrationRequest(
                name,
                DemoPlane.NAMESPACE,
                DemoPlane.NAMESPACE,
                "cluster.local",
                Optional.empty(),
                false,
                AgentWish.KINDS,
                false);
        try (Cluster management = open(world, World.MANAGEMENT);
                Cluster cluster = open(world, name)) {
            new Registration(request, management, cluster, world.access(name), silent()).run();
        }
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
