// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.meshctl.register.Deregistration;
import dev.weft.meshctl.register.DeregistrationRequest;
import dev.weft.meshctl.register.Registration;
import dev.weft.meshctl.register.RegistrationRequest;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;

/** Registers clusters as users do, by the code of {@code meshctl cluster register} and {@code deregister}. */
final class Registering {

    private static final Progress SILENT = new Progress(new PrintWriter(Writer.nullWriter()), false);

    private Registering() {}

    /** With accounts of their own, and tokens that expire; without agent. */
    static void register(Cluster management, Cluster remote, UserAccess access) throws Exception {
        register(management, remote, access, AgentWish.NOTHING);
    }

    /** What a user who says nothing of the agent wishes, but for the image. */
    static AgentWish agent(String image) {
        return new AgentWish(true, Optional.of(image), Optional.empty(), new TreeSet<>());
    }

    static void register(Cluster management, Cluster remote, UserAccess access, AgentWish agent) throws Exception {
        RegistrationRequest request = new RegistrationRequest(
                remote.name(),
                Operators.INSTALL,
                Operators.INSTALL,
                "cluster.local",
                Optional.empty(),
                false,
                agent,
                false);
        new Registration(request, management, remote, access, SILENT).run();
    }

    static void deregister(Cluster management, Cluster remote) throws Exception {
        DeregistrationRequest request = new DeregistrationRequest(
                remote.name(), Operators.INSTALL, Operators.INSTALL, false, Duration.ofSeconds(60));
        new Deregistration(request, management, Optional.of(remote), SILENT).run();
    }
}
