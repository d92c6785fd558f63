// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.list;

import dev.weft.meshctl.demo.standin.Rollouts;
import dev.weft.meshctl.demo.standin.StandInIstiod;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** What a cluster does with a Deployment that is to be restarted, and its istiod when it starts with another root; step by step. */
final class RestartedPods implements AutoCloseable {

    private static final String ISSUANCE = "/spec/template/metadata/annotations/weft.dev~1issuance";

    private final Rollouts rollouts;
    private final StandInIstiod istiod;

    RestartedPods(Sandbox cluster) throws IOException {
        SandboxAdministrator administrator = new SandboxAdministrator(cluster);
        rollouts = new Rollouts(administrator);
        istiod = StandInIstiod.open(administrator, InstantSource.system());
    }

    /** Names of the Deployments that are restarted for an issuance, or were. */
    static List<String> asked(Sandbox cluster) {
        return list(cluster, "/apis/apps/v1/deployments").stream()
                .filter(deployment -> !deployment.at(ISSUANCE).isMissingNode())
                .map(deployment -> deployment.at("/metadata/name").asText())
                .toList();
    }

    /** New pods for Deployments that were asked since the last time. */
    void step() {
        try {
            rollouts.step();
            istiod.step();
        } catch (CommandFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            istiod.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
