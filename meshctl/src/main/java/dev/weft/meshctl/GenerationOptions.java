// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.meshctl.trust.Generation;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whose root is to be another one, and doing it. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GenerationOptions {

    private static final int CONFLICT = 409;
    private static final int ATTEMPTS = 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "VIRTUALMESH", description = "Name of the VirtualMesh.")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Namespace of the VirtualMesh (default: ${DEFAULT-VALUE}).")
    private String namespace;

    @Option(names = "--dry-run", description = "Say what would be asked for, and change nothing.")
    private boolean dryRun;

    @Mixin
    private KubeOptions kube;

    /** @param step what is added to the number of the root */
    int ask(int step) throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        String words = namespace + "/" + name;
        try (Cluster management = kube.management()) {
            long now = Generation.of(find(management, words), words);
            long next = now + step;
            if (next < 1) {
                throw new CommandFailedException(
                        "VirtualMesh " + words + " has its first root; there is none before it",
                        "Have another one made with meshctl trust rotate.");
            }
            if (!dryRun) {
                change(management, words, now, next);
            }
            PrintWriter out = command.commandLine().getOut();
            out.println((dryRun ? "Would ask" : "Asked") + " for root " + next + " of VirtualMesh " + words
                    + " in place of root " + now + "; meshctl trust status shows how far it is.");
            out.flush();
            return ExitCode.OK;
        }
    }

    /** While roots are changed the status is written all the time, and each write of it makes what was read an old version. */
    private void change(Cluster management, String words, long now, long next)
            throws ApiException, InterruptedException, CommandFailedException {
        for (int attempt = 1; ; attempt++) {
            ObjectNode virtualMesh = find(management, words);
            long found = Generation.of(virtualMesh, words);
            if (found != now) {
                throw new CommandFailedException(
                        "VirtualMesh " + words + " was changed meanwhile: it asks for root " + found
                                + " now, not for root " + now,
                        "Look at meshctl trust status, and ask again if that is not what you want.");
            }
            try {
                management.call(ApiCall.mergePatch(
                        path() + "?fieldManager=" + Cluster.FIELD_MANAGER, Generation.patch(virtualMesh, next)));
                return;
            } catch (ApiException e) {
                if (e.code() != CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private ObjectNode find(Cluster management, String words)
            throws ApiException, InterruptedException, CommandFailedException {
        return management
                .find(path())
                .orElseThrow(() -> new CommandFailedException(
                        "There is no VirtualMesh " + words, "List them with meshctl describe virtualmesh."));
    }

    private String path() {
        return ResourceTypes.of(Kinds.VIRTUAL_MESH).path(namespace, name);
    }
}
