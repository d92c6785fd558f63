// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.register.AgentWish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Whether and how the certificate agent is installed on the cluster. */
final class AgentOptions {

    @Option(
            names = "--no-agent",
            description = "Install neither the certificate agent nor the kinds that it works with."
                    + " With --agent-namespace: somebody else has, and there it is.")
    private boolean none;

    @Option(
            names = "--agent-namespace",
            paramLabel = "NS",
            description = "Namespace of the certificate agent on the cluster (default: where it is, else "
                    + AgentWish.NAMESPACE + ").")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--agent-image",
            paramLabel = "IMAGE",
            description =
                    "Image of the certificate agent (default: localhost/weft/cert-agent of the version of meshctl).")
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--istio-namespace",
            paramLabel = "NS",
            description = "Where istiod runs; the agent may write the Secret cacerts there. May be given several times"
                    + " (default: wherever an istiod is found).")
    private List<String> istioNamespaces = new ArrayList<>();

    /** @throws IllegalArgumentException naming the flag that is wrong */
    AgentWish wish() {
        if (none && image.isPresent()) {
            throw new IllegalArgumentException("--agent-image is for an agent that is installed; leave --no-agent out");
        }
        Optional<String> wished = none
                ? Optional.empty()
                : image.or(() -> Optional.of("localhost/weft/cert-agent:" + VersionCommand.weftVersion()));
        return new AgentWish(!none, wished, namespace, new TreeSet<>(istioNamespaces));
    }
}
